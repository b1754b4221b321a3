import { defineCommand } from '../shared/command-entry.ts';
import { engineOptions, modelOption, number, outputOptions, text, threadsOption } from '../shared/options.ts';
import { detectorOptions } from '../shared/detector-options.ts';
import { defaultOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';

/** The options of `facekit bench`. */
export const benchOptions = () => [
  modelOption('embedder (default: each that is installed)'),
  defaultOption('--seconds <time>', 'measure each figure for this long', number({ min: 0, max: 600 }), 1),
  valueOption('--baseline <file>', 'compare with what an earlier run printed with --json', text),
  ...detectorOptions(),
  ...engineOptions(),
  threadsOption('one to detect, one a core to embed'),
  ...outputOptions(),
];

export type BenchFlags = FlagsOf<typeof benchOptions>;

export const benchCommand = defineCommand('bench', {
  summary: 'measure how fast facekit is on this machine',
  description: 'Measures decoding, detection, cropping, and every installed embedder, and prints a table.',
  arguments: { '[photographs...]': 'images or folders, 16 images at most (default: a drawn picture)' },
  options: benchOptions,
  examples: ['bench', 'bench photos --json > before.json'],
  load: async () => (await import('./bench.ts')).bench,
});
