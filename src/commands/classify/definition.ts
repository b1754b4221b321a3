import { defineCommand } from '../shared/command-entry.ts';
import {
  imageOutputOptions,
  integer,
  namingOptions,
  number,
  photographInputOptions,
  reportOption,
} from '../shared/options.ts';
import { flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { dataSetOptions, networkOptions } from '../train-classifier/definition.ts';
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
  const distance = number({ min: 0, max: 4 })(`${name}, if not auto or none,`);
  return (value) => (value === 'auto' || value === 'none' ? value : distance(value));
}

export type ClassifyFlags = FlagsOf<typeof classifyOptions>;

export const classifyCommand = defineCommand('classify', {
  summary: 'tell who the people in photographs are, or how well a classifier does',
  description:
    'Recognises people. One folder of class folders, or an embedding file, is a data set: each face is classified and the answers are counted. Anything else are photographs: every face in them gets a name, or is unknown.',
  arguments: {
    '[classifier]': 'a file of train-classifier, ending in .json (default: models/classifier.json)',
    '[paths...]': 'photographs, folders, patterns; - is one on standard input; or one data set',
  },
  options: classifyOptions,
  aliases: { '--align': '--detect' },
  examples: ['classify models/friends.json party.jpg --annotate named', 'classify models/friends.json photos_160'],
  load: async () => (await import('./classify.ts')).classify,
});
