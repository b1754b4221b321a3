import path from 'node:path';
import type { TrainFlags } from './options.ts';
import { usageError } from '../../core/errors.ts';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import {
  DEFAULT_CLASSIFIER,
  SPLIT_DEFAULTS,
  type TrainSettings,
} from '../../pipelines/train-classifier/train-settings.ts';

/** Options as settings. Throws `usage`. */
export function readTrainSettings(args: readonly string[], flags: TrainFlags, cwd: string): TrainSettings {
  const { useSplitDataset, minNrofImagesPerClass: min, nrofTrainImagesPerClass: train, seed, detect } = flags;
  const [data = detect ? 'datasets/lfw' : 'datasets/lfw_160', output = DEFAULT_CLASSIFIER] = args;
  refuseAddress(data);
  requireJsonName(output);
  if (train !== undefined && !useSplitDataset)
    throw usageError(
      'Expected `useSplitDataset` with `nrofTrainImagesPerClass`: without it every image is trained on.',
    );
  if (flags.gamma !== undefined && flags.kernel !== 'rbf')
    throw usageError(`Expected \`kernel: rbf\` with \`gamma\` but received ${flags.kernel}.`);
  if (flags.kind === 'nearest' && (flags.kernel !== 'linear' || flags.cost !== 1))
    throw usageError('Expected `kind: svm` with `kernel` or `cost` but received nearest, which has neither.');
  const { minPerClass, trainPerClass } = SPLIT_DEFAULTS;
  const split = { minPerClass: min ?? minPerClass, trainPerClass: train ?? trainPerClass, seed };
  return {
    cwd,
    data: path.resolve(cwd, data),
    output: path.resolve(cwd, output),
    split: useSplitDataset ? split : undefined,
    minPerClass: min ?? 0,
    options: flags,
  };
}

/** Classifier files end in .json: that is how `classify` tells them from photographs. */
function requireJsonName(file: string): void {
  if (path.extname(file).toLowerCase() === '.json') return;
  throw usageError(
    `Expected the name of a classifier file, ending in .json, but received ${file}: classifiers of facekit are JSON, not pickles of Python.`,
  );
}
