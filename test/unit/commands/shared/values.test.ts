import { describe, expect, test } from '@jest/globals';
import {
  integer,
  number,
  numberBetween,
  oneOf,
  threeThresholds,
  wholeRange,
} from '../../../../src/commands/shared/values.ts';

describe('option parsers', () => {
  test.each<[string, unknown, unknown]>([
    ['a whole number', integer({ min: 0 })('--x')('160'), 160],
    ['the ends of a range', integer({ min: 1, max: 2 })('--x')('2'), 2],
    ['a fraction', number({ min: 12 })('--x')('20.5'), 20.5],
    ['an exponent', numberBetween(0, 1)('--x')('7e-1'), 0.7],
    ['three thresholds', threeThresholds('--x')('0.6, .7,0.75'), [0.6, 0.7, 0.75]],
    ['a range', wholeRange('--x')('16-24'), [16, 24]],
    ['a range of one', wholeRange('--x')('12'), [12, 12]],
    ['a word', oneOf(['a', 'b'])('--x')('b'), 'b'],
  ])('read %s', (_, value, expected) => {
    expect(value).toEqual(expected);
  });

  test.each<[() => unknown, string]>([
    [
      () => integer({ min: 8, max: 4096 })('--image-size')('7'),
      'Expected a whole number from 8 to 4096 for --image-size but received 7.',
    ],
    [() => integer({ min: 1 })('--jobs')('1.5'), 'Expected a whole number of at least 1 for --jobs but received 1.5.'],
    [
      () => integer({ min: 1 })('--jobs')('0x10'),
      'Expected a whole number of at least 1 for --jobs but received 0x10.',
    ],
    [() => integer({ min: 1 })('--jobs')(''), 'Expected a whole number of at least 1 for --jobs but received nothing.'],
    [() => number({ min: 12 })('--min-face')('-1'), 'Expected a number of at least 12 for --min-face but received -1.'],
    [() => numberBetween(0, 1)('--factor')('1'), 'Expected a number between 0 and 1 for --factor but received 1.'],
    [
      () => threeThresholds('--thresholds')('0.6,0.7'),
      'Expected three numbers between 0 and 1 such as 0.6,0.7,0.7 for --thresholds but received 0.6,0.7.',
    ],
    [
      () => threeThresholds('--thresholds')('0.6,0.7,0.7,0.7'),
      'Expected three numbers between 0 and 1 such as 0.6,0.7,0.7 for --thresholds but received 0.6,0.7,0.7,0.7.',
    ],
    [
      () => wholeRange('--degrade-to')('24-16'),
      'Expected whole numbers such as 16-24 for --degrade-to but received 24-16.',
    ],
    [
      () => wholeRange('--degrade-to')('0-16'),
      'Expected whole numbers such as 16-24 for --degrade-to but received 0-16.',
    ],
    [() => oneOf(['cpu', 'cuda'])('--device')('gpu'), 'Expected one of cpu, cuda for --device but received gpu.'],
  ])('%#: refuse with one grammar', (parse, message) => {
    expect(parse).toThrow(expect.objectContaining({ code: 'usage', message }));
  });
});
