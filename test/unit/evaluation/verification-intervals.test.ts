import { describe, expect, test } from '@jest/globals';
import { verificationIntervals } from '../../../src/evaluation/verification-intervals.ts';

/** Two folds of pairs at their distances. */
const evaluation = (distances: readonly number[]) => ({
  distances,
  foldOf: distances.map((_, i) => (i < distances.length / 2 ? 0 : 1)),
  farTarget: 0.001,
});

describe('verificationIntervals', () => {
  test('are points where every sample has the same figures', async () => {
    const distances = Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 0.5 : 2));
    const same = distances.map((distance) => distance < 1);
    const intervals = await verificationIntervals(evaluation(distances), same, { resamples: 20 });
    expect(intervals).toEqual({
      resamples: 20,
      accuracy: { low: 1, high: 1 },
      validationRate: { low: 1, high: 1 },
      areaUnderCurve: { low: 1, high: 1 },
    });
  });

  // Of 400 pairs 40 of each kind are on the wrong side of any threshold. The accuracy is then a share of 400 draws, of which those on the
  // right side number 320 in the mean, with variance 2 · 200 · 0.8 · 0.2: by the normal approximation 0.8 ± 1.96 · 0.02.
  test('have the width that the binomial distribution gives', async () => {
    const distances = Array.from({ length: 400 }, (_, i) =>
      Math.floor(i / 2) % 5 === 0 ? (i % 2 === 0 ? 2 : 0.5) : i % 2 === 0 ? 0.5 : 2,
    );
    const same = distances.map((_, i) => i % 2 === 0);
    const { accuracy } = await verificationIntervals(evaluation(distances), same, { resamples: 600 });
    expect(Math.abs(accuracy.low - (0.8 - 1.96 * 0.02))).toBeLessThan(0.008);
    expect(Math.abs(accuracy.high - (0.8 + 1.96 * 0.02))).toBeLessThan(0.008);
  });

  test('are the same with one seed, and end when they are asked to', async () => {
    const distances = Array.from({ length: 60 }, (_, i) => ((i * 37) % 60) / 20);
    const same = distances.map((distance, i) => distance < 1.4 || i % 7 === 0);
    const options = { resamples: 30, seed: 5 };
    const first = await verificationIntervals(evaluation(distances), same, options);
    expect(await verificationIntervals(evaluation(distances), same, options)).toEqual(first);
    const signal = AbortSignal.abort('SIGINT');
    await expect(verificationIntervals(evaluation(distances), same, { signal })).rejects.toMatchObject({
      code: 'interrupted',
    });
  });
});
