import { defineCommand } from '../shared/command-entry.ts';
import {
  flipOption,
  forceOption,
  imageOutputOptions,
  margin,
  modelOption,
  oneOf,
  photographCollectionOptions,
  standardizationOption,
  text,
} from '../shared/options.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { flagOption, mandatoryOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { SELECTIONS } from '../../detection/select-face.ts';

/** The options of `facekit embed`. */
export const embedOptions = () => [
  mandatoryOption('-o, --output <file>', 'the embedding file: .arrow, .npy, .csv or .jsonl', text),
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
  flagOption('--resume', 'go on with an interrupted run'),
  flagOption('--overwrite', 'replace the output, and begin an interrupted run again'),
  ...imageOutputOptions(),
];

export type EmbedFlags = FlagsOf<typeof embedOptions>;

export const embedCommand = defineCommand('embed', {
  summary: 'turn faces into embeddings and write them to a file',
  description: 'Turns the faces of images into embeddings: aligned crops, or photographs with --detect.',
  arguments: {
    '[paths...]':
      'images, folders of them, or patterns; - is one on standard input; the class of an image is its folder',
  },
  options: embedOptions,
  examples: [
    'embed datasets/sample_160 --output embeddings.arrow',
    'embed photos --detect --all-faces --output faces.jsonl',
    'embed --files-from list.txt --output embeddings.npy',
  ],
  load: async () => (await import('./embed.ts')).embed,
});
