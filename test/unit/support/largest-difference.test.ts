import { expect, test } from '@jest/globals';
import { largestDifference } from '../../support/largest-difference.ts';

test.each([
  [[1, 2], [1, 2], 0],
  [[1, -2], [1, 2], 4],
  [[1], [1, 2], Infinity],
  [[NaN], [1], Infinity],
  [[NaN, 1], [NaN, 1], Infinity],
])('the largest difference of %j and %j is %d', (a, b, expected) => {
  expect(largestDifference(a, b)).toBe(expected);
});
