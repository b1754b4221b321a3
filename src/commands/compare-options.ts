import { COMPARE_METRICS } from '../facenet/compare-metric.ts';
import { SELECTIONS } from '../mtcnn/select-face.ts';
import {
  deviceOption,
  engineOption,
  flagOption,
  integer,
  number,
  oneOf,
  outputOptions,
  text,
  valueOption,
} from './options.ts';

/** The options of `facekit compare`. */
export const compareOptions = () => [
  valueOption(
    '--model <name or file>',
    'embedder (default: facenet-vggface2 if installed, else mobilefacenet)',
    text,
  ),
  valueOption('--metric <name>', COMPARE_METRICS.join(', '), (n) => oneOf(n, COMPARE_METRICS), 'euclidean'),
  valueOption(
    '--threshold <distance>',
    "same person below this distance (default: the model's, from LFW)",
    (n) => number(n, { min: 0, max: 4 }),
  ),
  valueOption(
    '--standardisation <kind>',
    'fixed or per-image (default: what the model was trained with)',
    (n) => oneOf(n, ['fixed', 'per-image']),
  ),
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
  engineOption(),
  deviceOption(),
  valueOption('--threads <count>', 'threads of a network (default: one a core)', (n) =>
    integer(n, { min: 1, max: 1024 }),
  ),
  flagOption('--no-auto-orient', 'ignore the EXIF orientation, as the FaceNet scripts do'),
  valueOption('--max-pixels <count>', 'refuse larger images', (n) => integer(n, { min: 1 })),
  ...outputOptions(),
];
