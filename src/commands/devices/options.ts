import { commandOf } from '../shared/command-entry.ts';
import { jsonOption } from '../shared/options.ts';
import { defaultOption, offOption, type FlagsOf } from '../shared/typed-option.ts';
import { number } from '../shared/values.ts';

/** The options of `facekit doctor`. */
const doctorOptions = () => [
  defaultOption('--seconds <time>', 'measure each device for this long', number({ min: 0.1, max: 600 }), 3),
  offOption('--no-speed', 'do not measure'),
  ...jsonOption(),
];

export type DoctorFlags = FlagsOf<typeof doctorOptions>;

/** `facekit devices` and `facekit doctor`. */
export const commands = {
  devices: commandOf(jsonOption, async () => (await import('./devices.ts')).devices),
  doctor: commandOf(doctorOptions, async () => (await import('./devices.ts')).doctor),
};
