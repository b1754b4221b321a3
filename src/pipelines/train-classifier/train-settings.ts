import type { SplitOptions } from '../../dataset/class-split.ts';
import type { KindChoice } from '../../recognition/classifier.ts';
import type { NetworkOptions } from '../networks/open-networks.ts';

/** What decides a run; what is absent was not given. */
export interface TrainOptions extends NetworkOptions {
  readonly useSplitDataset?: boolean;
  readonly minNrofImagesPerClass?: number;
  readonly nrofTrainImagesPerClass?: number;
  readonly seed: number;
  readonly batchSize?: number | undefined;
  readonly detect?: boolean;
  readonly flip?: boolean;
  /** Scales embeddings of a file to length 1 instead of refusing others. */
  readonly normalize?: boolean;
  readonly cost: number;
  readonly kind: KindChoice;
  readonly kernel: 'linear' | 'rbf';
  readonly gamma?: number;
  readonly targetFar: number;
}

/** What a classifier is trained with. Paths are absolute. */
export interface TrainSettings {
  readonly data: string;
  readonly cwd: string;
  /** The classifier file. */
  readonly output: string;
  /** Undefined: every image is trained on. */
  readonly split: SplitOptions | undefined;
  /** People with fewer images are left out. */
  readonly minPerClass: number;
  readonly options: TrainOptions;
}

export const DEFAULT_CLASSIFIER = 'models/classifier.json';
/** Of FaceNet's classifier. */
export const SPLIT_DEFAULTS = { minPerClass: 20, trainPerClass: 10, seed: 666 } as const;
