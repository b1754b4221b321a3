import { describe, expect, test } from '@jest/globals';
import { testResults } from '../../support/tables.ts';
import { spreadOf } from '../../../src/core/percentiles.ts';

describe('the spread of measurements', () => {
  // numpy.percentile(values, [50, 10, 90], method='lower')
  testResults('of %j', spreadOf, [
    [[7], { median: 7, low: 7, high: 7 }],
    [[9, 1], { median: 1, low: 1, high: 1 }],
    [[5, 1, 4, 2, 3], { median: 3, low: 1, high: 4 }],
    [[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], { median: 6, low: 2, high: 10 }],
  ]);

  test('leaves the measurements in their order', () => {
    const values = [3, 1, 2];
    spreadOf(values);
    expect(values).toEqual([3, 1, 2]);
  });
});
