import { commandOf } from '../shared/command-entry.ts';
import { countOption, dataSetRunOptions, embedderOptions, reportOption, seedOption } from '../shared/options.ts';
import { integer, numberBetween } from '../shared/values.ts';
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

/** `facekit evaluate-identification`. */
export const command = commandOf(
  evaluateIdentificationOptions,
  async () => (await import('./evaluate-identification.ts')).evaluateIdentification,
);
