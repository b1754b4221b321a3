import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { refuseAddress } from '../inputs/addressed-input.ts';
import { DEFAULT_CLASSIFIER, SPLIT_DEFAULTS, type TrainOptions, type TrainSettings } from './train-settings.ts';

/**
 * Options as settings.
 *
 * @param places the data (default: `datasets/lfw_160`, with `detect` `datasets/lfw`) and the classifier file (default: `models/classifier.json`)
 * @throws FacekitError `usage`
 */
export function readTrainSettings(places: readonly string[], options: TrainOptions, cwd: string): TrainSettings {
  const { useSplitDataset, minNrofImagesPerClass: min, nrofTrainImagesPerClass: train, seed, detect } = options;
  const [data = detect ? 'datasets/lfw' : 'datasets/lfw_160', output = DEFAULT_CLASSIFIER] = places;
  refuseAddress(data);
  requireJsonName(output);
  if (train !== undefined && !useSplitDataset)
    throw usageError(
      'Expected `useSplitDataset` with `nrofTrainImagesPerClass`: without it every image is trained on.',
    );
  if (options.gamma !== undefined && options.kernel !== 'rbf')
    throw usageError(`Expected \`kernel: rbf\` with \`gamma\` but received ${options.kernel}.`);
  if (options.kind === 'nearest' && (options.kernel !== 'linear' || options.cost !== 1))
    throw usageError('Expected `kind: svm` with `kernel` or `cost` but received nearest, which has neither.');
  const { minPerClass, trainPerClass } = SPLIT_DEFAULTS;
  const split = { minPerClass: min ?? minPerClass, trainPerClass: train ?? trainPerClass, seed };
  return {
    cwd,
    data: path.resolve(cwd, data),
    output: path.resolve(cwd, output),
    split: useSplitDataset ? split : undefined,
    minPerClass: min ?? 0,
    options,
  };
}

/** Classifier files end in .json: that is how `classify` tells them from photographs. */
function requireJsonName(file: string): void {
  if (path.extname(file).toLowerCase() === '.json') return;
  throw usageError(
    `Expected the name of a classifier file, ending in .json, but received ${file}: classifiers of facekit are JSON, not pickles of Python.`,
  );
}
