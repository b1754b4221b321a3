import { describe, expect, test } from '@jest/globals';
import { normalQuantile } from '../../../src/core/normal-quantile.ts';
import { unknownThreshold } from '../../../src/recognition/unknown-threshold.ts';

// scipy.stats.norm.ppf
test.each([
  [0.5, 0],
  [0.3, -0.5244005127080409],
  [0.05, -1.6448536269514729],
  [0.024, -1.9773684281819468],
  [0.01, -2.3263478740408408],
  [0.0001, -3.719016485455709],
  [0.99, 2.3263478740408408],
])('the normal quantile of %d', (p, expected) => {
  expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-8);
});

/** `count` distances, half of them `deviation` below the mean and half above. */
const around = (mean: number, deviation: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => mean + (i % 2 === 0 ? deviation : -deviation));

describe('the threshold for unknown faces', () => {
  test('lies as many deviations from both means, when the people are many', () => {
    const sample = { genuine: around(0.2, 0.1, 1e6), impostor: around(1.5, 0.1, 1000) };
    const { distance, genuine, impostor } = unknownThreshold(sample, {
      people: 1e6,
      targetFalseAcceptRate: 0.01,
    });
    expect(distance).toBeCloseTo(0.85, 4);
    expect(genuine.count).toBe(1e6);
    expect(
      [genuine.mean, genuine.deviation, impostor.mean, impostor.deviation].map((x) => Math.round(x * 1e6) / 1e6),
    ).toEqual([0.2, 0.1, 1.5, 0.1]);
  });

  test('lies lower when the target asks for it', () => {
    const sample = { genuine: around(0.5, 0.3, 1e6), impostor: around(1.5, 0.2, 1000) };
    const at = (targetFalseAcceptRate: number) =>
      unknownThreshold(sample, { people: 1e6, targetFalseAcceptRate }).distance;
    // By hand: (0.5 · 0.2 + 1.5 · 0.3) / 0.5 = 1.1; 1.5 − 1.2 · 2.32635 · 0.2 and 1.5 − 1.2 · 3.71902 · 0.2.
    expect(at(0.4)).toBeCloseTo(1.1, 4);
    expect(at(0.01)).toBeCloseTo(0.94168, 4);
    expect(at(0.0001)).toBeCloseTo(0.60744, 4);
  });

  test('two people far apart do not make it large: estimates are drawn to what is usual', () => {
    const sample = { genuine: [0.1, 0.1, 0.1, 0.1], impostor: [2, 2, 2, 2] };
    const { distance } = unknownThreshold(sample, { people: 2, targetFalseAcceptRate: 0.01 });
    // By hand: means (4 · 0.1 + 10 · 0.3) / 14 = 0.24286 and (2 · 2 + 10 · 1.42) / 12 = 1.51667;
    // deviations 0.14 √(10/14) = 0.11832 and 0.18 √(10/12) = 0.16432.
    expect(distance).toBeCloseTo((0.242857 * 0.164317 + 1.516667 * 0.118322) / (0.164317 + 0.118322), 4);
  });
});
