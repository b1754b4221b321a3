import { commandOf } from '../shared/command-entry.ts';
import { imageOutputOptions, namingOptions, photographInputOptions, reportOption } from '../shared/options.ts';
import { distance, integer } from '../shared/values.ts';
import { flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { dataSetOptions, networkOptions } from '../train-classifier/options.ts';
import type { UnknownRule } from '../../pipelines/classify/classify-settings.ts';

/** The options of `facekit classify`. */
export const classifyOptions = () => [
  ...dataSetOptions(),
  valueOption('--seed <number>', "of the split (default: the classifier's)", integer({ min: 0 })),
  flagOption('--photographs', 'a folder of folders is no data set: find every face in its photographs'),
  ...namingOptions(),
  valueOption(
    '--unknown-threshold <distance>',
    "a face farther than this from its person is unknown (0 to 4): auto (the classifier's), none, or a number",
    unknownRule,
  ),
  reportOption('the confusion matrix and the wrong answers'),
  ...photographInputOptions(),
  ...networkOptions("where the classifier's model is, if not installed under its name"),
  ...imageOutputOptions(),
];

/** Reads `auto`, `none` or a distance. */
function unknownRule(name: string): (value: string) => UnknownRule {
  const read = distance(`${name}, if not auto or none,`);
  return (value) => (value === 'auto' || value === 'none' ? value : read(value));
}

export type ClassifyFlags = FlagsOf<typeof classifyOptions>;

/** `facekit classify`. */
export const command = commandOf(classifyOptions, async () => (await import('./classify.ts')).classify);
