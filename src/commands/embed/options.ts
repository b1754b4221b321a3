import { SELECTIONS } from '../../detection/select-face.ts';
import {
  batchSizeOption,
  engineOptions,
  flagOption,
  integer,
  modelOption,
  oneOf,
  outputOptions,
  standardisationOption,
  text,
  threadsOption,
  valueOption,
} from '../shared/options.ts';

/** The options of `facekit embed`. */
export const embedOptions = () => [
  valueOption('-o, --output <file>', 'the embedding file: .arrow, .npy, .csv or .jsonl', text).makeOptionMandatory(),
  flagOption('--detect', 'the images are photographs: find the faces first'),
  flagOption('--all-faces', 'with --detect: every face of a photograph'),
  valueOption('--select <rule>', 'with --detect: the face to take, center (default), largest or score', (name) =>
    oneOf(name, SELECTIONS),
  ),
  valueOption(
    '--margin <pixels>',
    "with --detect: pixels around the box, half on each side (default: the model's)",
    (name) => integer(name, { min: 0, max: 10_000 }),
  ),
  modelOption(),
  standardisationOption(),
  flagOption('--flip', 'append the embedding of the mirrored face'),
  batchSizeOption(),
  ...engineOptions(),
  threadsOption(),
  flagOption('--resume', 'go on with an interrupted run'),
  flagOption('--overwrite', 'replace the output, and begin an interrupted run again'),
  ...outputOptions(),
];
