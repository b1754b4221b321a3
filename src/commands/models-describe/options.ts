import { commandOf } from '../shared/command-entry.ts';
import { jsonOption } from '../shared/options.ts';
import { valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { integer } from '../shared/values.ts';

/** The options of `models describe`. */
const describeOptions = () => [
  valueOption(
    '--input-size <pixels>',
    'side of the images, for networks that take any (default: what their papers count for)',
    integer({ min: 12, max: 4096 }),
  ),
  ...jsonOption(),
];
export type DescribeFlags = FlagsOf<typeof describeOptions>;

/** `facekit models describe`. */
export const command = commandOf(describeOptions, async () => (await import('./models-describe.ts')).modelsDescribe);
