import { COMPARE_METRICS } from '../../facenet/compare-metric.ts';
import { SELECTIONS } from '../../detection/select-face.ts';
import {
  engineOptions,
  flagOption,
  integer,
  modelOption,
  number,
  oneOf,
  outputOptions,
  standardisationOption,
  threadsOption,
  valueOption,
} from '../shared/options.ts';

/** The options of `facekit compare`. */
export const compareOptions = () => [
  modelOption(),
  valueOption('--metric <name>', COMPARE_METRICS.join(', '), (n) => oneOf(n, COMPARE_METRICS), 'euclidean'),
  valueOption('--threshold <distance>', "same person below this distance (default: the model's, from LFW)", (n) =>
    number(n, { min: 0, max: 4 }),
  ),
  standardisationOption(),
  valueOption(
    '--margin <pixels>',
    'pixels around the box, half on each side',
    (n) => integer(n, { min: 0, max: 10_000 }),
    44,
  ),
  valueOption('--image-size <pixels>', 'taken for compatibility: the model says its size', (n) =>
    integer(n, { min: 1 }),
  ),
  valueOption(
    '--select <rule>',
    'the face of an image: center, largest or score',
    (n) => oneOf(n, SELECTIONS),
    'score',
  ),
  flagOption('--all-faces', 'compare every face of every image'),
  flagOption('--annotate <folder>', 'write the photographs with boxes, landmarks and numbers there'),
  ...engineOptions(),
  threadsOption(),
  flagOption('--no-auto-orient', 'ignore the EXIF orientation, as the FaceNet scripts do'),
  valueOption('--max-pixels <count>', 'refuse larger images', (n) => integer(n, { min: 1 })),
  ...outputOptions(),
];
