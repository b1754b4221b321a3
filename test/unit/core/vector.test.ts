import { describe, expect, test } from '@jest/globals';
import { dot, mean, norm, squaredDistance, squaredNorm, sumOf } from '../../../src/core/vector.ts';

// By NumPy, np.cumsum(…)[-1] in float64: a = np.float32([0.1, -2.5, 3]).astype(np.float64), b = np.float64([4, 0.25, -1]).
const a = Float32Array.of(0.1, -2.5, 3);
const b = Float64Array.of(4, 0.25, -1);

describe('vectors, in double precision', () => {
  test.each([
    ['a · b', dot(a, b), -3.2249999940395355],
    ['‖a‖²', squaredNorm(a), 15.260000000298025],
    ['‖a‖', norm(a), 3.9064049969630674],
    ['‖a − b‖²', squaredDistance(a, b), 38.77249998837709],
    ['‖b − a‖²', squaredDistance(b, a), 38.77249998837709],
    ['the mean', mean(a), 0.20000000049670538],
  ])('%s is what NumPy says, to the last bit', (_, found, expected) => {
    expect(found).toBe(expected);
  });

  test('the sum of vectors is one of doubles', () => {
    expect(sumOf([a, b])).toEqual(Float64Array.of(4.100000001490116, -2.25, 2));
    expect(sumOf([])).toEqual(new Float64Array(0));
  });

  test('nothing has no mean', () => {
    expect(mean([])).toBeNaN();
  });
});
