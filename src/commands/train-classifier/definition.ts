import { defineCommand } from '../shared/command-entry.ts';
import {
  batchSizeOption,
  collectionEngineOptions,
  flipOption,
  ignoredImageSizeOption,
  imageOutputOptions,
  integer,
  modelOption,
  normalizeOption,
  numberBetween,
  oneOf,
  seedOption,
  standardizationOption,
} from '../shared/options.ts';
import { photographsOrCropsOptions } from '../shared/detector-options.ts';
import { defaultOption, flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { MOST_PEOPLE_OF_SVM } from '../../recognition/classifier.ts';
import { DEFAULT_TARGET_FAR } from '../../recognition/unknown-threshold.ts';

const positive = numberBetween(0, Infinity);

/** The options about a data set that `train-classifier` and `classify` share, those of FaceNet's `classifier.py` first. */
export const dataSetOptions = () => [
  flagOption('--use-split-dataset', "part each person's images into some to train on and the others to test with"),
  valueOption(
    '--min-nrof-images-per-class <count>',
    'leave out people with fewer images (default: 20 with --use-split-dataset, else none)',
    integer({ min: 1 }),
  ),
  valueOption(
    '--nrof-train-images-per-class <count>',
    'with --use-split-dataset: images of each person to train on (default: 10)',
    integer({ min: 1 }),
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

export const trainClassifierCommand = defineCommand('train-classifier', {
  summary: 'teach a classifier who is who',
  description:
    'Trains a classifier of people on a folder with one folder of aligned crops for each of them, on photographs with --detect, or on an embedding file. A face that is farther from the person it is taken for than the classifier allows is unknown: that distance lies as many standard deviations above the mean distance of images from their own person as below that of people from the nearest other one, or lower if --target-far asks for it.',
  arguments: {
    '[data]': 'class folders or an embedding file (default: datasets/lfw_160; with --detect: datasets/lfw)',
    '[classifier]': 'the file to write, ending in .json (default: models/classifier.json)',
  },
  options: trainClassifierOptions,
  aliases: { '--align': '--detect' },
  examples: [
    'train-classifier photos_160 models/friends.json',
    'train-classifier datasets/lfw_160 --use-split-dataset --min-nrof-images-per-class 40 --nrof-train-images-per-class 35',
  ],
  load: async () => (await import('./train-classifier.ts')).trainClassifier,
});
