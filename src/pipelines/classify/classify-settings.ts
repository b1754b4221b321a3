import type { NetworkOptions } from '../networks/open-networks.ts';

/** Above which distance a face is unknown: the classifier's, none, or this one. */
export type UnknownRule = 'auto' | 'none' | number;

/** What decides a run; what is absent was not given. */
export interface ClassifyOptions extends Omit<NetworkOptions, 'standardization'> {
  readonly useSplitDataset?: boolean;
  readonly minNrofImagesPerClass?: number;
  readonly nrofTrainImagesPerClass?: number;
  readonly seed?: number;
  readonly batchSize?: number | undefined;
  readonly detect?: boolean;
  /** Scales embeddings of a file to length 1 instead of refusing others. */
  readonly normalize?: boolean;
  readonly annotate?: string;
  readonly top: number;
  readonly unknownThreshold?: UnknownRule;
}
