import { commandOf } from '../shared/command-entry.ts';
import {
  embeddingFileOption,
  flipOption,
  forceOption,
  imageOutputOptions,
  modelOption,
  photographCollectionOptions,
  shardOptions,
  standardizationOption,
} from '../shared/options.ts';
import { margin, oneOf } from '../shared/values.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { SELECTIONS } from '../../detection/select-face.ts';

/** The options of `facekit embed`. */
const embedOptions = () => [
  embeddingFileOption(),
  flagOption('--detect', 'the images are photographs: find the faces first'),
  forceOption(),
  flagOption('--all-faces', 'with --detect: every face of a photograph'),
  valueOption(
    '--select <rule>',
    'with --detect: the face to take, center (default), largest or score',
    oneOf(SELECTIONS),
  ),
  valueOption(
    '--margin <pixels>',
    "with --detect: pixels around the box, half on each side (default: the model's)",
    margin,
  ),
  ...detectorOptions(),
  modelOption(),
  standardizationOption(),
  flipOption(),
  ...photographCollectionOptions(),
  ...shardOptions(),
  flagOption('--resume', 'go on with an interrupted run'),
  flagOption('--overwrite', 'replace the output, and begin an interrupted run again'),
  ...imageOutputOptions(),
];

export type EmbedFlags = FlagsOf<typeof embedOptions>;

/** `facekit embed`. */
export const command = commandOf(embedOptions, async () => (await import('./embed.ts')).embed);
