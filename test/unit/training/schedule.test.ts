import { describe, expect, test } from '@jest/globals';
import { learningRateAt } from '../../../src/training/schedule/learning-rate.ts';
import { parseSchedule } from '../../../src/training/schedule/parse-schedule.ts';

/** The schedule of FaceNet's classifier on VGGFace2, with what it does at each epoch. */
const VGGFACE2 =
  '# Learning rate schedule\n# Maps an epoch number to a learning rate\n0:   0.05\n100: 0.005\n200: 0.0005\n276: -1\n';

test.each([
  [0, 0.05],
  [99, 0.05],
  [99.999, 0.05],
  [100, 0.005],
  [275, 0.0005],
  [276, 'stop'],
  [400, 'stop'],
])('a table at epoch %d: %s', (epoch, rate) => {
  expect(learningRateAt(parseSchedule(VGGFACE2, 'vggface2.txt'), epoch)).toBe(rate);
});

test.each(['0:.1\n5:stop', '0 : 0.1 # fast\r\n\r\n5:-\r\n', '\uFEFF0:1e-1\r5:0', '1: +0.1\n5: -0.5'])('%j', (text) => {
  const schedule = parseSchedule(text, 'rates.txt');
  expect([0, 4, 5].map((epoch) => learningRateAt(schedule, epoch))).toEqual([0.1, 0.1, 'stop']);
});

test('the last row holds for ever: the script has no rate there', () => {
  expect(learningRateAt(parseSchedule('0: 0.1\n300: 0.01\n', 'rates.txt'), 10_000)).toBe(0.01);
});

describe('what is no schedule is refused with its line', () => {
  test.each([
    ['', 'rates.txt has no row; expected rows such as "0: 0.1" and "100: 0.01" (epoch: learning rate).'],
    ['# nothing\n\n', 'rates.txt has no row; expected rows such as "0: 0.1" and "100: 0.01" (epoch: learning rate).'],
    ['0: 0.1\nfast', 'in line 2 of rates.txt but found "fast"'],
    ['0: 0.1\n\n# more\n5: quick', 'in line 4 of rates.txt but found "5: quick"'],
    ['0: 0x10', 'in line 1 of rates.txt but found "0: 0x10"'],
    ['0: 1e999', 'in line 1 of rates.txt but found "0: 1e999"'],
    ['-1: 0.1', 'in line 1 of rates.txt but found "-1: 0.1"'],
    ['0: 0.1 0.2', 'in line 1 of rates.txt but found "0: 0.1 0.2"'],
    ['0: 0.1\n5: 0.01\n5: 0.001', 'Expected an epoch after 5 in line 3 of rates.txt but found 5'],
    ['10: 0.1', 'Expected the first row to be of epoch 0 but line 1 of rates.txt is of epoch 10'],
  ])('%j', (text, message) => {
    expect(() => parseSchedule(text, 'rates.txt')).toThrow(
      expect.objectContaining({ code: 'bad-schedule', message: expect.stringContaining(message) as unknown }),
    );
  });
});

test.each([
  [0, 0.1],
  [9.9, 0.1],
  [10, 0.05],
  [25, 0.025],
])('a decaying rate at epoch %d: %d', (epoch, rate) => {
  expect(learningRateAt({ kind: 'decaying', rate: 0.1, factor: 0.5, epochs: 10 }, epoch)).toBeCloseTo(rate, 12);
});
