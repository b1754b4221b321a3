import path from 'node:path';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import { recipeOf } from '../../pipelines/validate-lfw/presets.ts';
import { usageError } from '../../core/errors.ts';
import type { ValidateLfwFlags } from './options.ts';
import type { LfwSettings, Way } from '../../pipelines/validate-lfw/lfw-settings.ts';

/**
 * Options as settings; what is given explicitly goes before the preset.
 *
 * @param folder default: `datasets/lfw_160`, with `detect` `datasets/lfw`
 * @throws FacekitError `usage`
 */
export function readLfwSettings(folder: string | undefined, flags: ValidateLfwFlags, cwd: string): LfwSettings {
  if (folder !== undefined) refuseAddress(folder);
  const recipe = recipeOf(flags.preset);
  const detect = flags.detect ?? false;
  return {
    folder: path.resolve(cwd, folder ?? (detect ? 'datasets/lfw' : 'datasets/lfw_160')),
    pairsFile: path.resolve(cwd, flags.lfwPairs),
    model: flags.model,
    standardisation: readStandardisation(flags) ?? recipe.standardisation,
    batchSize: flags.lfwBatchSize,
    folds: flags.lfwNrofFolds,
    metric: flags.distanceMetric ?? recipe.metric,
    flip: flags.useFlippedImages ?? recipe.flip,
    subtractMean: flags.subtractMean ?? recipe.subtractMean,
    detect,
    embeddings: flags.embeddings === undefined ? undefined : path.resolve(cwd, flags.embeddings),
    normalize: readNormalize(flags),
    strict: flags.strict ?? false,
    confidence: flags.confidence ?? false,
  };
}

/** Two options say the same; they must not say different things. */
function readStandardisation(flags: ValidateLfwFlags): Way | undefined {
  const { standardization, useFixedImageStandardization } = flags;
  const fixed = useFixedImageStandardization ? ('fixed' as const) : undefined;
  const given = [standardization, fixed];
  const ways = [...new Set(given.filter((way) => way !== undefined))];
  if (ways.length > 1) {
    throw usageError(
      'Expected one standardisation but received fixed and per-image: choose one of `standardization: per-image` and `useFixedImageStandardization`.',
    );
  }
  return ways[0];
}

function readNormalize({ normalize = false, embeddings }: ValidateLfwFlags): boolean {
  if (normalize && embeddings === undefined)
    throw usageError('Expected `embeddings` with `normalize`: others have length 1.');
  return normalize;
}
