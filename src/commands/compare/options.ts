import { commandOf } from '../shared/command-entry.ts';
import {
  annotateOption,
  decodingOptions,
  engineOptions,
  ignoredImageSizeOption,
  marginOption,
  modelOption,
  outputOptions,
  photographInputOptions,
  selectOption,
  standardizationOption,
  threadsOption,
} from '../shared/options.ts';
import { distance, oneOf } from '../shared/values.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { defaultOption, flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { COMPARE_METRICS } from '../../facenet/compare-metric.ts';

/** The options of `facekit compare`. */
const compareOptions = () => [
  modelOption(),
  defaultOption('--metric <name>', COMPARE_METRICS.join(', '), oneOf(COMPARE_METRICS), 'euclidean'),
  valueOption('--threshold <distance>', "same person below this distance (default: the model's, from LFW)", distance),
  standardizationOption(),
  marginOption(44),
  ignoredImageSizeOption(),
  selectOption('the face of an image', 'score'),
  ...detectorOptions(),
  flagOption('--all-faces', 'compare every face of every image'),
  annotateOption('boxes, landmarks and numbers'),
  ...photographInputOptions(),
  ...engineOptions(),
  threadsOption(),
  ...decodingOptions(),
  ...outputOptions(),
];

export type CompareFlags = FlagsOf<typeof compareOptions>;

/** `facekit compare`. */
export const command = commandOf(compareOptions, async () => (await import('./compare.ts')).compare);
