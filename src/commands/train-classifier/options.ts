import { commandOf } from '../shared/command-entry.ts';
import {
  batchSizeOption,
  collectionEngineOptions,
  flipOption,
  ignoredImageSizeOption,
  imageOutputOptions,
  modelOption,
  normalizeOption,
  seedOption,
  standardizationOption,
} from '../shared/options.ts';
import { atLeastOne, numberBetween, oneOf, positive } from '../shared/values.ts';
import { photographsOrCropsOptions } from '../shared/detector-options.ts';
import { defaultOption, flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { MOST_PEOPLE_OF_SVM } from '../../recognition/classifier.ts';
import { DEFAULT_TARGET_FAR } from '../../recognition/unknown-threshold.ts';

/** The options about a data set that `train-classifier` and `classify` share, those of FaceNet's `classifier.py` first. */
export const dataSetOptions = () => [
  flagOption('--use-split-dataset', "part each person's images into some to train on and the others to test with"),
  valueOption(
    '--min-nrof-images-per-class <count>',
    'leave out people with fewer images (default: 20 with --use-split-dataset, else none)',
    atLeastOne,
  ),
  valueOption(
    '--nrof-train-images-per-class <count>',
    'with --use-split-dataset: images of each person to train on (default: 10)',
    atLeastOne,
  ),
  batchSizeOption(),
  ignoredImageSizeOption(),
  ...photographsOrCropsOptions(),
  normalizeOption(),
];

/** The options about networks. */
export const networkOptions = (model: string) => [modelOption(model), ...collectionEngineOptions()];

/** The options of `facekit train-classifier`. */
export const trainClassifierOptions = () => [
  ...dataSetOptions(),
  seedOption('of the split and of the probabilities; the same seed gives the same file'),
  defaultOption(
    '--kind <name>',
    `svm (support vector machines), nearest (means), or auto: nearest above ${MOST_PEOPLE_OF_SVM} people`,
    oneOf(['auto', 'svm', 'nearest'] as const),
    'auto',
  ),
  defaultOption('--cost <C>', 'what an image on the wrong side costs', positive, 1),
  defaultOption('--kernel <name>', 'linear or rbf', oneOf(['linear', 'rbf'] as const), 'linear'),
  valueOption(
    '--gamma <number>',
    'with --kernel rbf: how fast likeness falls off (default: 1 / (numbers × variance))',
    positive,
  ),
  defaultOption(
    '--target-far <share>',
    'of unknown identities that may get a name at most: decides above which distance a face is unknown',
    numberBetween(0, 0.5),
    DEFAULT_TARGET_FAR,
  ),
  ...networkOptions('embedder (default: facenet-vggface2 if installed, else mobilefacenet)'),
  standardizationOption(),
  flipOption(),
  ...imageOutputOptions(),
];

export type TrainFlags = FlagsOf<typeof trainClassifierOptions>;

/** `facekit train-classifier`. */
export const command = commandOf(
  trainClassifierOptions,
  async () => (await import('./train-classifier.ts')).trainClassifier,
);
