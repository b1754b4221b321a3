import { defineCommand } from '../shared/command-entry.ts';
import { countOption, detectOption, outputOptions, text, threadsOption } from '../shared/options.ts';
import { flagOption, valueOption, type FlagsOf } from '../shared/typed-option.ts';
/** The options of `models quantize`. */
export const quantizeOptions = () => [
  valueOption('--name <name>', 'name of the new model (default: that of the model, and -int8)', text),
  detectOption('the images are photographs: find the faces first, all of them'),
  countOption('--images <count>', 'images to measure on, taken from all of the folder', { max: 10_000, initial: 100 }),
  threadsOption(),
  flagOption('--overwrite', 'replace another model of that name'),
  ...outputOptions(),
];
export type QuantizeFlags = FlagsOf<typeof quantizeOptions>;

export const modelsQuantizeCommand = defineCommand('quantize', {
  alias: 'quantise',
  summary: 'make an int8 model: smaller, and faster on processors',
  arguments: {
    '<model>': 'name or file of a model',
    '[faces...]': 'aligned crops to measure on (default: the photographs of datasets/sample)',
  },
  options: quantizeOptions,
  aliases: { '--align': '--detect' },
  examples: ['models quantize facenet-vggface2 datasets/lfw_160'],
  load: async () => (await import('./models-quantize.ts')).modelsQuantize,
});
