import { jsonOption } from '../shared/options.ts';
import { valueOption, type FlagsOf } from '../shared/typed-option.ts';
import { integer } from '../shared/values.ts';

/** The options of `models describe`. */
export const describeOptions = () => [
  valueOption(
    '--input-size <pixels>',
    'side of the images, for networks that take any (default: what their papers count for)',
    integer({ min: 12, max: 4096 }),
  ),
  ...jsonOption(),
];
export type DescribeFlags = FlagsOf<typeof describeOptions>;
