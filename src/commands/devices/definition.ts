import { defineCommand } from '../shared/command-entry.ts';
import { jsonOption } from '../shared/options.ts';
import { offOption, type FlagsOf } from '../shared/typed-option.ts';
/** The options of `facekit doctor`. */
export const doctorOptions = () => [offOption('--no-speed', 'do not measure'), ...jsonOption()];
export type DoctorFlags = FlagsOf<typeof doctorOptions>;

export const devicesCommand = defineCommand('devices', {
  summary: 'show versions, and the devices that networks can run on here',
  description: 'Shows the versions in use, the devices that networks can run on here, and what the others lack.',
  options: jsonOption,
  examples: ['devices'],
  load: async () => (await import('./devices.ts')).devices,
});

export const doctorCommand = defineCommand('doctor', {
  summary: 'the same, and how fast each device is',
  description: 'Shows what facekit devices shows, and measures each device that is present for 3 seconds.',
  options: doctorOptions,
  examples: ['doctor', 'doctor --no-speed'],
  load: async () => (await import('./devices.ts')).doctor,
});
