import type { Metric } from '../../facenet/distance.ts';
import type { Standardisation } from '../../tensor/network.ts';

export type Way = Exclude<Standardisation, 'none'>;

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
