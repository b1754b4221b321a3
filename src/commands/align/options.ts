import { commandOf } from '../shared/command-entry.ts';
import {
  decodingOptions,
  engineOptions,
  filesFromOption,
  imageOutputOptions,
  jobsOption,
  marginOption,
  selectOption,
  shardOptions,
} from '../shared/options.ts';
import { integer, oneOf } from '../shared/values.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { defaultOption, flagOption, type FlagsOf } from '../shared/typed-option.ts';
import { ALIGNMENT_KINDS, FACENET_CROPS } from '../../pipelines/collection/crop-settings.ts';

/** The options of `facekit align`. */
const alignOptions = () => [
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
  ...shardOptions(),
  defaultOption(
    '--output-format <format>',
    'png: a file a crop; with --shard also tar: an archive a shard, in the form of WebDataset',
    oneOf(['png', 'tar'] as const),
    'png',
  ),
  ...engineOptions(),
  flagOption('--overwrite', 'make crops that exist again'),
  flagOption('--force', 'align crops of align as if they were photographs'),
  ...decodingOptions(),
  ...imageOutputOptions(),
];

export type AlignFlags = FlagsOf<typeof alignOptions>;

/** `facekit align`. */
export const command = commandOf(alignOptions, async () => (await import('./align.ts')).align);
