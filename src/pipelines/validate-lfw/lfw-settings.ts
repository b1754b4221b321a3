import type { Metric } from '../../facenet/distance.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { Preset } from './presets.ts';

export type Way = Exclude<Standardisation, 'none'>;

/** What decides an evaluation, by the names of FaceNet's script; what is absent was not given. */
export interface LfwOptions {
  readonly model?: string;
  /** The pairs, as LFW lists them. */
  readonly lfwPairs: string;
  readonly lfwBatchSize?: number;
  readonly lfwNrofFolds: number;
  readonly distanceMetric?: Metric;
  readonly useFlippedImages?: boolean;
  readonly subtractMean?: boolean;
  /** The same as `standardization: fixed`. */
  readonly useFixedImageStandardization?: boolean;
  readonly standardization?: Way;
  /** What holds where nothing else is said. */
  readonly preset?: Preset;
  readonly detect?: boolean;
  readonly embeddings?: string;
  readonly normalize?: boolean;
  readonly strict?: boolean;
  readonly confidence?: boolean;
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
  readonly batchSize?: number | undefined;
  readonly folds: number;
  readonly metric: Metric;
  readonly flip: boolean;
  readonly subtractMean: boolean;
  /** Whether the images are photographs whose faces must be found. */
  readonly detect: boolean;
  readonly embeddings: string | undefined;
  /** Whether embeddings of a file are scaled to length 1 instead of refused. */
  readonly normalize: boolean;
  readonly strict: boolean;
  /** Whether intervals of the figures are computed. */
  readonly confidence: boolean;
}
