import { jsonOption } from '../shared/options.ts';
import { offOption, type FlagsOf } from '../shared/typed-option.ts';
/** The options of `facekit doctor`. */
export const doctorOptions = () => [offOption('--no-speed', 'do not measure'), ...jsonOption()];
export type DoctorFlags = FlagsOf<typeof doctorOptions>;
