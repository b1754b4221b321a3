import { commandOf } from '../shared/command-entry.ts';
import { engineOptions, modelOption, outputOptions, threadsOption } from '../shared/options.ts';
import { number, text } from '../shared/values.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { defaultOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';

/** The options of `facekit bench`. */
const benchOptions = () => [
  modelOption('embedder (default: each that is installed)'),
  defaultOption('--seconds <time>', 'measure each figure for this long', number({ min: 0, max: 600 }), 1),
  valueOption('--baseline <file>', 'compare with what an earlier run printed with --json', text),
  ...detectorOptions(),
  ...engineOptions(),
  threadsOption('one to detect, one a core to embed'),
  ...outputOptions(),
];

export type BenchFlags = FlagsOf<typeof benchOptions>;

/** `facekit bench`. */
export const command = commandOf(benchOptions, async () => (await import('./bench.ts')).bench);
