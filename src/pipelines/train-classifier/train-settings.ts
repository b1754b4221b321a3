import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { SplitOptions } from '../../dataset/class-split.ts';
import type { NetworkFlags } from '../networks/open-networks.ts';

/** The options of `facekit train-classifier` as commander gives them; what is absent was not given. */
export interface TrainFlags extends NetworkFlags {
  readonly useSplitDataset?: boolean;
  readonly minNrofImagesPerClass?: number;
  readonly nrofTrainImagesPerClass?: number;
  readonly seed: number;
  readonly batchSize: number;
  /** Of `classifier.py`: here the model says how large its faces are. */
  readonly imageSize?: number;
  readonly align?: boolean;
  readonly flip?: boolean;
  readonly cost: number;
  readonly kernel: 'linear' | 'rbf';
  readonly gamma?: number;
  readonly targetFar: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
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
  readonly flags: TrainFlags;
}

export const DEFAULT_CLASSIFIER = 'models/classifier.json';
/** Of FaceNet's classifier. */
export const SPLIT_DEFAULTS = { minPerClass: 20, trainPerClass: 10, seed: 666 } as const;

/** Options as settings. Throws `usage`. */
export function readSettings(args: readonly string[], flags: TrainFlags, cwd: string): TrainSettings {
  const { useSplitDataset, minNrofImagesPerClass: min, nrofTrainImagesPerClass: train, seed, align } = flags;
  const [data = align ? 'datasets/lfw' : 'datasets/lfw_160', output = DEFAULT_CLASSIFIER] = args;
  requireJsonName(output);
  if (train !== undefined && !useSplitDataset)
    throw usageError(
      'Expected --use-split-dataset with --nrof-train-images-per-class: without it every image is trained on.',
    );
  if (flags.gamma !== undefined && flags.kernel !== 'rbf')
    throw usageError(`Expected --kernel rbf with --gamma but received ${flags.kernel}.`);
  const { minPerClass, trainPerClass } = SPLIT_DEFAULTS;
  const split = { minPerClass: min ?? minPerClass, trainPerClass: train ?? trainPerClass, seed };
  return {
    cwd,
    data: path.resolve(cwd, data),
    output: path.resolve(cwd, output),
    split: useSplitDataset ? split : undefined,
    minPerClass: min ?? 0,
    flags,
  };
}

/** Classifier files end in .json: that is how `classify` tells them from photographs. */
function requireJsonName(file: string): void {
  if (path.extname(file).toLowerCase() === '.json') return;
  throw usageError(
    `Expected the name of a classifier file, ending in .json, but received ${file}: classifiers of facekit are JSON, not pickles of Python.`,
  );
}
