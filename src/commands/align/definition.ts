import { defineCommand } from '../shared/command-entry.ts';
import {
  decodingOptions,
  engineOptions,
  filesFromOption,
  imageOutputOptions,
  integer,
  jobsOption,
  marginOption,
  oneOf,
  selectOption,
} from '../shared/options.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { defaultOption, flagOption, type FlagsOf } from '../shared/typed-option.ts';
import { ALIGNMENT_KINDS, FACENET_CROPS } from '../../pipelines/align/align-settings.ts';

/** The options of `facekit align`. */
export const alignOptions = () => [
  defaultOption(
    '--image-size <pixels>',
    'side of the square crops',
    integer({ min: 8, max: 4096 }),
    FACENET_CROPS.imageSize,
  ),
  marginOption(FACENET_CROPS.margin),
  defaultOption(
    '--alignment <kind>',
    'box, as FaceNet wants faces, or similarity: turned upright by the landmarks',
    oneOf(ALIGNMENT_KINDS),
    FACENET_CROPS.alignment,
  ),
  flagOption('--detect-multiple-faces', 'write every face, as <name>_0.png, <name>_1.png, …'),
  selectOption('the face to write', FACENET_CROPS.select),
  flagOption('--random-order', 'shuffle the images, so that several processes can share one folder'),
  ...detectorOptions(),
  jobsOption(),
  filesFromOption(),
  ...engineOptions(),
  flagOption('--overwrite', 'make crops that exist again'),
  flagOption('--force', 'align crops of align as if they were photographs'),
  ...decodingOptions(),
  ...imageOutputOptions(),
];

export type AlignFlags = FlagsOf<typeof alignOptions>;

export const alignCommand = defineCommand('align', {
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
