import { defineCommand } from '../shared/command-entry.ts';
import { engineOptions, filesFromOption, integer, oneOf, outputOptions, verboseOption } from '../shared/options.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { defaultOption, flagOption, offOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { SELECTIONS } from '../../detection/select-face.ts';
import { ALIGNMENT_KINDS, FACENET_CROPS } from '../../pipelines/align/align-settings.ts';

/** The options of `facekit align`. */
export const alignOptions = () => [
  defaultOption(
    '--image-size <pixels>',
    'side of the square crops',
    (n) => integer(n, { min: 8, max: 4096 }),
    FACENET_CROPS.imageSize,
  ),
  defaultOption(
    '--margin <pixels>',
    'pixels around the box, half on each side',
    (n) => integer(n, { min: 0, max: 10_000 }),
    FACENET_CROPS.margin,
  ),
  defaultOption(
    '--alignment <kind>',
    'box, as FaceNet wants faces, or similarity: turned upright by the landmarks',
    (n) => oneOf(n, ALIGNMENT_KINDS),
    FACENET_CROPS.alignment,
  ),
  flagOption('--detect-multiple-faces', 'write every face, as <name>_0.png, <name>_1.png, …'),
  defaultOption(
    '--select <rule>',
    'the face to write: center, largest or score',
    (n) => oneOf(n, SELECTIONS),
    FACENET_CROPS.select,
  ),
  flagOption('--random-order', 'shuffle the images, so that several processes can share one folder'),
  ...detectorOptions(),
  valueOption('--jobs <count>', 'images worked on in parallel (default: one a core)', (n) =>
    integer(n, { min: 1, max: 1024 }),
  ),
  filesFromOption(),
  ...engineOptions(),
  flagOption('--overwrite', 'make crops that exist again'),
  flagOption('--force', 'align crops of align as if they were photographs'),
  offOption('--no-auto-orient', 'ignore the EXIF orientation, as the FaceNet scripts do'),
  valueOption('--max-pixels <count>', 'refuse larger images', (n) => integer(n, { min: 1 })),
  ...outputOptions(),
  verboseOption(),
];

export type AlignFlags = FlagsOf<typeof alignOptions>;

export const alignCommand = defineCommand({
  name: 'align',
  summary: 'find the faces of photographs and write aligned crops',
  description:
    'Finds the faces of the images in a folder (of class folders, or flat) and writes them as square PNG crops.',
  arguments: {
    '[input]': 'folder of images; with --files-from it may be left out',
    '[output]': 'folder for the crops (default: <input>_<image size>)',
  },
  options: alignOptions,
  examples: ['align datasets/lfw', 'align photos faces --image-size 182 --margin 44 --detect-multiple-faces'],
  load: async () => (await import('./align.ts')).align,
});
