import { commandOf } from '../shared/command-entry.ts';
import { annotationOptions } from '../shared/annotation-options.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { decodingOptions, engineOptions, jobsOption, outputOptions, reportOption } from '../shared/options.ts';
import { valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { text } from '../shared/values.ts';

/** The options of `facekit evaluate-detection`. */
const evaluateDetectionOptions = () => [
  ...annotationOptions("the folder of WIDER FACE's .mat lists or its text file, FDDB's folds, or JSON lines"),
  valueOption('--predictions <folder>', 'evaluate the detections there instead of looking for faces', text),
  valueOption('--write-predictions <folder>', "write the detections there, in the benchmark's form", text),
  reportOption('the curves, and pictures of the worst errors'),
  ...detectorOptions(),
  jobsOption(),
  ...engineOptions(),
  ...decodingOptions(),
  ...outputOptions(),
];

export type EvaluateDetectionFlags = FlagsOf<typeof evaluateDetectionOptions>;

/** `facekit evaluate-detection`. */
export const command = commandOf(
  evaluateDetectionOptions,
  async () => (await import('./evaluate-detection.ts')).evaluateDetection,
);
