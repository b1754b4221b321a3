import { commandOf } from '../shared/command-entry.ts';
import { countOption, detectOption, outputOptions, replaceModelOption, threadsOption } from '../shared/options.ts';
import { text } from '../shared/values.ts';
import { valueOption, type FlagsOf } from '../shared/typed-option.ts';
/** The options of `models quantize`. */
const quantizeOptions = () => [
  valueOption('--name <name>', 'name of the new model (default: that of the model, and -int8)', text),
  detectOption('the images are photographs: find the faces first, all of them'),
  countOption('--images <count>', 'images to measure on, taken from all of the folder', { max: 10_000, initial: 100 }),
  threadsOption(),
  replaceModelOption(),
  ...outputOptions(),
];
export type QuantizeFlags = FlagsOf<typeof quantizeOptions>;

/** `facekit models quantize`. */
export const command = commandOf(quantizeOptions, async () => (await import('./models-quantize.ts')).modelsQuantize);
