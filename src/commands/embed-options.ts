import { SELECTIONS } from '../mtcnn/select-face.ts';
import {
  deviceOption,
  engineOption,
  flagOption,
  integer,
  oneOf,
  outputOptions,
  text,
  valueOption,
} from './options.ts';

/** The options of `facekit embed`. */
export const embedOptions = () => [
  valueOption(
    '-o, --output <file>',
    'the embedding file: .arrow, .npy, .csv or .jsonl',
    text,
  ).makeOptionMandatory(),
  flagOption('--detect', 'the images are photographs: find the faces first'),
  flagOption('--all-faces', 'with --detect: every face of a photograph'),
  valueOption(
    '--select <rule>',
    'with --detect: the face to take, center (default), largest or score',
    (name) => oneOf(name, SELECTIONS),
  ),
  valueOption(
    '--margin <pixels>',
    "with --detect: pixels around the box, half on each side (default: the model's)",
    (name) => integer(name, { min: 0, max: 10_000 }),
  ),
  valueOption(
    '--model <name or file>',
    'embedder (default: facenet-vggface2 if installed, else mobilefacenet)',
    text,
  ),
  valueOption(
    '--standardisation <kind>',
    'fixed or per-image (default: what the model was trained with)',
    (name) => oneOf(name, ['fixed', 'per-image']),
  ),
  flagOption('--flip', 'append the embedding of the mirrored face'),
  valueOption(
    '--batch-size <count>',
    'faces in one run of the network',
    (name) => integer(name, { min: 1, max: 4096 }),
    16,
  ),
  engineOption(),
  deviceOption(),
  valueOption('--threads <count>', 'threads of a network (default: one a core)', (name) =>
    integer(name, { min: 1, max: 1024 }),
  ),
  flagOption('--resume', 'go on with an interrupted run'),
  flagOption('--overwrite', 'replace the output, and begin an interrupted run again'),
  ...outputOptions(),
];
