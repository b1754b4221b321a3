import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { refuseAddress } from '../inputs/addressed-input.ts';
import type { LfwOptions, LfwSettings, Way } from './lfw-settings.ts';
import { recipeOf } from './presets.ts';

/**
 * Options as settings; what is given explicitly goes before the preset.
 *
 * @param folder default: `datasets/lfw_160`, with `detect` `datasets/lfw`
 * @throws FacekitError `usage`
 */
export function readLfwSettings(folder: string | undefined, options: LfwOptions, cwd: string): LfwSettings {
  if (folder !== undefined) refuseAddress(folder);
  const recipe = recipeOf(options.preset);
  const detect = options.detect ?? false;
  return {
    folder: path.resolve(cwd, folder ?? (detect ? 'datasets/lfw' : 'datasets/lfw_160')),
    pairsFile: path.resolve(cwd, options.lfwPairs),
    model: options.model,
    standardisation: readStandardisation(options) ?? recipe.standardisation,
    batchSize: options.lfwBatchSize,
    folds: options.lfwNrofFolds,
    metric: options.distanceMetric ?? recipe.metric,
    flip: options.useFlippedImages ?? recipe.flip,
    subtractMean: options.subtractMean ?? recipe.subtractMean,
    detect,
    embeddings: options.embeddings === undefined ? undefined : path.resolve(cwd, options.embeddings),
    normalize: readNormalize(options),
    strict: options.strict ?? false,
    confidence: options.confidence ?? false,
  };
}

/** Two options say the same; they must not say different things. */
function readStandardisation(options: LfwOptions): Way | undefined {
  const { standardization, useFixedImageStandardization } = options;
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

function readNormalize({ normalize = false, embeddings }: LfwOptions): boolean {
  if (normalize && embeddings === undefined)
    throw usageError('Expected `embeddings` with `normalize`: others have length 1.');
  return normalize;
}
