import { engineOptions, number, outputOptions, text, threadsOption, valueOption } from '../shared/options.ts';

/** The options of `facekit bench`. */
export const benchOptions = () => [
  valueOption('--model <name or file>', 'embedder (default: each that is installed)', text),
  valueOption('--seconds <time>', 'measure each figure for this long', (name) => number(name, { min: 0, max: 600 }), 1),
  valueOption('--baseline <file>', 'compare with what an earlier run printed with --json', text),
  ...engineOptions(),
  threadsOption('one to detect, one a core to embed'),
  ...outputOptions(),
];
