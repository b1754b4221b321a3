import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { Metric } from '../../facenet/distance.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { EngineFlags } from '../networks/engine-flags.ts';

/** Named sets of options: the recipe behind the accuracy in FaceNet's README. */
export const PRESETS = ['facenet-2018'] as const;
type Preset = (typeof PRESETS)[number];

type Way = Exclude<Standardisation, 'none'>;

/** The options of `facekit validate-lfw` as commander gives them; what is absent was not given. */
export interface ValidateLfwFlags extends EngineFlags {
  readonly model?: string;
  readonly lfwPairs: string;
  readonly lfwBatchSize: number;
  readonly lfwNrofFolds: number;
  readonly distanceMetric?: Metric;
  readonly useFlippedImages?: boolean;
  readonly subtractMean?: boolean;
  readonly useFixedImageStandardization?: boolean;
  readonly standardisation?: Way;
  /** The other spelling. */
  readonly standardization?: Way;
  readonly preset?: Preset;
  readonly align?: boolean;
  readonly embeddings?: string;
  readonly strict?: boolean;
  readonly json?: string;
  readonly report?: string;
  readonly quiet?: boolean;
}

/** What an evaluation is made with. Paths are absolute. */
export interface LfwSettings {
  /** `<folder>/<Name>/<Name>_0001.png` or `.jpg`. */
  readonly folder: string;
  readonly pairsFile: string;
  /** Undefined: the default model. */
  readonly model: string | undefined;
  /** Undefined: what the model was trained with. */
  readonly standardisation: Way | undefined;
  readonly batchSize: number;
  readonly folds: number;
  readonly metric: Metric;
  readonly flip: boolean;
  readonly subtractMean: boolean;
  /** Whether the images are photographs whose faces must be found. */
  readonly align: boolean;
  readonly embeddings: string | undefined;
  readonly strict: boolean;
}

interface Recipe {
  readonly metric: Metric;
  readonly flip: boolean;
  readonly subtractMean: boolean;
  readonly standardisation?: Way;
}

const UPSTREAM_DEFAULTS: Recipe = { metric: 'squared-euclidean', flip: false, subtractMean: false };

const RECIPES: Readonly<Record<Preset, Recipe>> = {
  'facenet-2018': { metric: 'cosine-angle', flip: true, subtractMean: true, standardisation: 'fixed' },
};

/**
 * Options as settings; what is given explicitly goes before the preset.
 *
 * @param folder default: `datasets/lfw_160`, with `--align` `datasets/lfw`
 * @throws FacekitError `usage`
 */
export function readSettings(folder: string | undefined, flags: ValidateLfwFlags, cwd: string): LfwSettings {
  const recipe = flags.preset ? RECIPES[flags.preset] : UPSTREAM_DEFAULTS;
  const align = flags.align ?? false;
  return {
    folder: path.resolve(cwd, folder ?? (align ? 'datasets/lfw' : 'datasets/lfw_160')),
    pairsFile: path.resolve(cwd, flags.lfwPairs),
    model: flags.model,
    standardisation: readStandardisation(flags) ?? recipe.standardisation,
    batchSize: flags.lfwBatchSize,
    folds: flags.lfwNrofFolds,
    metric: flags.distanceMetric ?? recipe.metric,
    flip: flags.useFlippedImages ?? recipe.flip,
    subtractMean: flags.subtractMean ?? recipe.subtractMean,
    align,
    embeddings: flags.embeddings === undefined ? undefined : path.resolve(cwd, flags.embeddings),
    strict: flags.strict ?? false,
  };
}

/** Three options say the same; they must not say different things. */
function readStandardisation(flags: ValidateLfwFlags): Way | undefined {
  const { standardisation, standardization, useFixedImageStandardization } = flags;
  const fixed = useFixedImageStandardization ? ('fixed' as const) : undefined;
  const given = [standardisation, standardization, fixed];
  const ways = [...new Set(given.filter((way) => way !== undefined))];
  if (ways.length > 1) {
    throw usageError(
      'Expected one standardisation but received fixed and per-image: choose one of --standardisation per-image and --use-fixed-image-standardization.',
    );
  }
  return ways[0];
}
