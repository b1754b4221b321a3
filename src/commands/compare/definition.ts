import { defineCommand } from '../shared/command-entry.ts';
import {
  allowNetworkOption,
  engineOptions,
  filesFromOption,
  integer,
  modelOption,
  number,
  oneOf,
  outputOptions,
  standardizationOption,
  text,
  threadsOption,
} from '../shared/options.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { defaultOption, flagOption, offOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { COMPARE_METRICS } from '../../facenet/compare-metric.ts';
import { SELECTIONS } from '../../detection/select-face.ts';

/** The options of `facekit compare`. */
export const compareOptions = () => [
  modelOption(),
  defaultOption('--metric <name>', COMPARE_METRICS.join(', '), (n) => oneOf(n, COMPARE_METRICS), 'euclidean'),
  valueOption('--threshold <distance>', "same person below this distance (default: the model's, from LFW)", (n) =>
    number(n, { min: 0, max: 4 }),
  ),
  standardizationOption(),
  defaultOption(
    '--margin <pixels>',
    'pixels around the box, half on each side',
    (n) => integer(n, { min: 0, max: 10_000 }),
    44,
  ),
  valueOption('--image-size <pixels>', 'taken for compatibility: the model says its size', (n) =>
    integer(n, { min: 1 }),
  ),
  defaultOption(
    '--select <rule>',
    'the face of an image: center, largest or score',
    (n) => oneOf(n, SELECTIONS),
    'score',
  ),
  ...detectorOptions(),
  flagOption('--all-faces', 'compare every face of every image'),
  valueOption('--annotate <folder>', 'write the photographs with boxes, landmarks and numbers there', text),
  filesFromOption(),
  allowNetworkOption(),
  ...engineOptions(),
  threadsOption(),
  offOption('--no-auto-orient', 'ignore the EXIF orientation, as the FaceNet scripts do'),
  valueOption('--max-pixels <count>', 'refuse larger images', (n) => integer(n, { min: 1 })),
  ...outputOptions(),
];

export type CompareFlags = FlagsOf<typeof compareOptions>;

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'tell how far the faces of photographs are from each other',
  description: 'Finds the face of each image and prints the distances between all of them.',
  arguments: { '[images...]': 'two photographs or more, or patterns of them; - is one on standard input' },
  options: compareOptions,
  examples: ['compare a.jpg b.jpg', 'compare party.jpg --all-faces --annotate faces'],
  load: async () => (await import('./compare.ts')).compare,
});
