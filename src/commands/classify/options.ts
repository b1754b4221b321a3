import { integer, number, flagOption, outputOptions, text, valueOption } from '../shared/options.ts';
import { dataSetOptions, networkOptions } from '../train-classifier/options.ts';
import type { UnknownRule } from '../../pipelines/classify/classify-settings.ts';

/** The options of `facekit classify`. */
export const classifyOptions = () => [
  ...dataSetOptions(),
  valueOption('--seed <number>', "of the split (default: the classifier's)", (name) => integer(name, { min: 0 })),
  flagOption('--photographs', 'a folder of folders is no data set: find every face in its photographs'),
  valueOption('--annotate <folder>', 'write the photographs with boxes and names there', text),
  valueOption('--top <count>', 'people to list for each face', (name) => integer(name, { min: 1, max: 1000 }), 1),
  valueOption(
    '--unknown-threshold <distance>',
    "a face farther than this from its person is unknown (0 to 4): auto (the classifier's), none, or a number",
    unknownRule,
  ),
  valueOption('--report <folder>', 'write a page with the confusion matrix and the wrong answers there', text),
  ...networkOptions("where the classifier's model is, if not installed under its name"),
  ...outputOptions(),
];

/** Reads `auto`, `none` or a distance. */
function unknownRule(name: string): (value: string) => UnknownRule {
  const distance = number(`${name}, if not auto or none,`, { min: 0, max: 4 });
  return (value) => (value === 'auto' || value === 'none' ? value : distance(value));
}
