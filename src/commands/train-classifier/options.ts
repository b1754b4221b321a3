import { DEFAULT_TARGET_FAR } from '../../recognition/unknown-threshold.ts';
import {
  batchSizeOption,
  engineOptions,
  flagOption,
  integer,
  numberBetween,
  oneOf,
  outputOptions,
  standardisationOption,
  text,
  threadsOption,
  valueOption,
} from '../shared/options.ts';

const wholeFrom =
  (min: number) =>
  (name: string): ((text: string) => number) =>
    integer(name, { min });

/** The options about a data set that `train-classifier` and `classify` share, those of FaceNet's `classifier.py` first. */
export const dataSetOptions = () => [
  flagOption('--use-split-dataset', "part each person's images into some to train on and the others to test with"),
  valueOption(
    '--min-nrof-images-per-class <count>',
    'leave out people with fewer images (default: 20 with --use-split-dataset, else none)',
    wholeFrom(1),
  ),
  valueOption(
    '--nrof-train-images-per-class <count>',
    'with --use-split-dataset: images of each person to train on (default: 10)',
    wholeFrom(1),
  ),
  batchSizeOption(),
  valueOption('--image-size <pixels>', 'taken for compatibility: the model says its size', wholeFrom(1)),
  flagOption('--align', 'the images are photographs: find and align the faces first'),
];

/** The options about networks. */
export const networkOptions = (model: string) => [
  valueOption('--model <name or file>', model, text),
  ...engineOptions(),
  threadsOption(),
];

/** The options of `facekit train-classifier`. */
export const trainClassifierOptions = () => [
  ...dataSetOptions(),
  valueOption(
    '--seed <number>',
    'of the split and of the probabilities; the same seed gives the same file',
    wholeFrom(0),
    666,
  ),
  valueOption('--cost <C>', 'what an image on the wrong side costs', positive, 1),
  valueOption('--kernel <name>', 'linear or rbf', (name) => oneOf(name, ['linear', 'rbf']), 'linear'),
  valueOption(
    '--gamma <number>',
    'with --kernel rbf: how fast likeness falls off (default: 1 / (numbers × variance))',
    positive,
  ),
  valueOption(
    '--target-far <share>',
    'of strangers that may get a name at most: decides above which distance a face is unknown',
    (name) => numberBetween(name, 0, 0.5),
    DEFAULT_TARGET_FAR,
  ),
  ...networkOptions('embedder (default: facenet-vggface2 if installed, else mobilefacenet)'),
  standardisationOption(),
  flagOption('--flip', 'append the embedding of the mirrored face'),
  ...outputOptions(),
];

function positive(name: string): (text: string) => number {
  return numberBetween(name, 0, Infinity);
}
