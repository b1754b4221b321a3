import { defineCommand } from '../shared/command-entry.ts';
import {
  countOption,
  dataSetRunOptions,
  embedderOptions,
  integer,
  numberBetween,
  reportOption,
  seedOption,
} from '../shared/options.ts';
import { photographsOrCropsOptions } from '../shared/detector-options.ts';
import { defaultOption, type FlagsOf } from '../shared/typed-option.ts';

/** The options of `facekit evaluate-identification`. */
export const evaluateIdentificationOptions = () => [
  countOption('--enrolled <count>', 'images of a person that are enrolled', { max: 1000, initial: 1 }),
  defaultOption('--unknown-share <share>', 'of the people who are not enrolled', numberBetween(0, 1), 0.5),
  countOption('--draws <count>', 'times that people are drawn', { max: 1000, initial: 20 }),
  defaultOption('--resamples <count>', 'of the intervals', integer({ min: 100, max: 100_000 }), 1000),
  seedOption('the same seed gives the same figures'),
  reportOption('the curves'),
  ...photographsOrCropsOptions(),
  ...embedderOptions(),
  ...dataSetRunOptions(),
];

export type EvaluateIdentificationFlags = FlagsOf<typeof evaluateIdentificationOptions>;

export const evaluateIdentificationCommand = defineCommand('evaluate-identification', {
  summary: 'measure how well people are found, and unknown people kept out',
  description:
    'Enrols some images of some people, looks for the others, and for unknown people: the rate of right names (DIR) at each rate of unknown people that get one (FPIR), rank 1 and CMC, over random draws, with bootstrap intervals.',
  arguments: { '<data>': 'class folders, or an embedding file' },
  options: evaluateIdentificationOptions,
  aliases: { '--strangers': '--unknown-share' },
  examples: [
    'evaluate-identification datasets/lfw_160 --report identification',
    'evaluate-identification embeddings.arrow --enrolled 3 --json',
  ],
  load: async () => (await import('./evaluate-identification.ts')).evaluateIdentification,
});
