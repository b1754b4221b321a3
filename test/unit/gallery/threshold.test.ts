import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { findThreshold } from '../../../src/gallery/decide/threshold.ts';

describe('the distance above which a face is nobody', () => {
  test('is the quantile where there are enough people', () => {
    const nearest = Array.from({ length: 500 }, (_, i) => 2 - i / 500);
    const { threshold, method } = findThreshold(nearest, { targetFpir: 0.01, people: 500, rule: 'nearest' });
    expect(method).toBe('quantile');
    expect(nearest.filter((distance) => distance < threshold)).toHaveLength(5);
  });

  test('of one person is what is usual: by hand, the Gumbel quantile of a mean of 2 and a deviation of 0.25', () => {
    // Scale 0.25 √6 / π = 0.194924, mode 2 + 0.577216 × 0.194924 = 2.112513; plus the scale times ln(−ln 0.99) = −4.600149.
    const { threshold, method } = findThreshold([], { targetFpir: 0.01, people: 1, rule: 'nearest' });
    expect(method).toBe('extreme-value');
    expect(threshold).toBeCloseTo(1.215834, 5);
  });

  test('of one person with a cohort: by hand, of a mean of 1.95 and the same deviation', () => {
    // The mode is 1.95 + 0.577216 × 0.194924 = 2.062513.
    const { threshold } = findThreshold([], { targetFpir: 0.01, people: 1, rule: 'cohort' });
    expect(threshold).toBeCloseTo(1.165833, 5);
  });

  test('lets the share of unknown people in that was asked for, where distances are of such a distribution', () => {
    const random = seededRandom(3, 1);
    // Least values of a Gumbel distribution with a mode of 1.2 and a scale of 0.1.
    const draw = (): number => 1.2 + 0.1 * Math.log(-Math.log(1 - random()));
    const nearest = Array.from({ length: 250 }, draw);
    const { threshold, method } = findThreshold(nearest, { targetFpir: 0.01, people: 250, rule: 'nearest' });
    expect(method).toBe('extreme-value');
    const unknown = Array.from({ length: 100_000 }, draw);
    const share = unknown.filter((distance) => distance < threshold).length / unknown.length;
    expect(share).toBeGreaterThan(0.004);
    expect(share).toBeLessThan(0.016);
  });

  test('falls with the target and with the number of people', () => {
    const at = (targetFpir: number, people: number): number =>
      findThreshold([], { targetFpir, people, rule: 'nearest' }).threshold;
    expect(at(0.001, 5)).toBeLessThan(at(0.01, 5));
    expect(at(0.01, 1000)).toBeLessThan(at(0.01, 10));
  });
});
