import { describe, expect, test } from '@jest/globals';
import { meanDistanceOfSum, spreadPenalty } from '../../../../src/evaluation/identification/own-spread.ts';
import { loweredBySpread } from '../../../../src/gallery/search/nearest.ts';

describe('what distances from a person are raised by', () => {
  test.each([
    { faces: 0, distance: 0.3, expected: 0 },
    { faces: 1, distance: 0.3, expected: 0 },
    // By hand: 0.4 × (0.5 − 0.3) = 0.08, of which one pair gets 1 / 3, three 3 / 5, 45 pairs 45 / 47.
    { faces: 2, distance: 0.3, expected: 0.0266667 },
    { faces: 3, distance: 0.3, expected: 0.048 },
    { faces: 10, distance: 0.3, expected: 0.0765957 },
    // Faces that differ widely raise nothing, and people are never brought nearer.
    { faces: 10, distance: 0.5, expected: 0 },
    { faces: 10, distance: 1.9, expected: 0 },
    // Pictures of one moment count as if they differed by 0.2.
    { faces: 3, distance: 0, expected: 0.072 },
  ])('$faces faces, $distance apart on average: $expected', ({ faces, distance, expected }) => {
    expect(spreadPenalty(faces, distance)).toBeCloseTo(expected, 6);
  });

  test('half of it is taken from inner products', () => {
    // Three faces of length 1 at 0.3 of one another have inner products of 0.85, and a sum of squared length 3 + 6 × 0.85.
    expect(loweredBySpread(3, Math.sqrt(8.1))).toBeCloseTo(0.024, 6);
    expect(loweredBySpread(1, 1)).toBe(0);
  });
});

test('the mean distance of faces from the length of their sum', () => {
  // At 0, 90 and 180 degrees: squared distances 2, 2 and 4; the sum has length 1.
  expect(meanDistanceOfSum(3, 1)).toBeCloseTo(8 / 3, 12);
  // Rounding may make a sum too long.
  expect(meanDistanceOfSum(2, 2.0000001)).toBe(0);
});
