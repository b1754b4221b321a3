import { describe, expect, test } from '@jest/globals';
import { chooseRange } from '../../../../src/tensor/quantization/choose-range.ts';
import { Histogram } from '../../../../src/tensor/quantization/histogram.ts';
import { createRandom } from '../../../support/networks/seeded-numbers.ts';

const histogramOf = (...parts: readonly (readonly number[])[]): Histogram => {
  const histogram = new Histogram();
  for (const part of parts) histogram.add(Float32Array.from(part));
  return histogram;
};

describe('Histogram', () => {
  test('keeps every value while its bins grow', () => {
    const bins = histogramOf([0.001, -0.001], [1], [-3000, 0]).bins();
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    expect(bins[0]?.middle).toBeCloseTo(-3000, -1);
  });

  test('refuses what is no number', () => {
    expect(() => histogramOf([1, NaN])).toThrow(expect.objectContaining({ code: 'calibration-not-finite' }));
    expect(() => histogramOf([Infinity])).toThrow(/damaged/);
  });
});

describe('chooseRange', () => {
  test('covers evenly spread values from end to end', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => i / 10_000);
    const { scale, zeroPoint } = chooseRange(histogramOf(values));
    expect(zeroPoint).toBe(0);
    expect(scale * 255).toBeGreaterThan(0.97);
    expect(scale * 255).toBeLessThanOrEqual(1.01);
  });

  test('cuts off a lonely value: the steps of all others become finer', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => i / 100_000);
    // The end h of least (3 − h)² + 100,000 · (h / 255)² / 12.
    expect(chooseRange(histogramOf([...values, 3])).scale * 255).toBeCloseTo(2.66, 1);
  });

  test('puts zero where it belongs when there are negative values', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => i / 2500 - 1);
    const { scale, zeroPoint } = chooseRange(histogramOf(values));
    expect(zeroPoint).toBeGreaterThanOrEqual(63);
    expect(zeroPoint).toBeLessThanOrEqual(65);
    expect(scale * 255).toBeCloseTo(4, 0);
  });

  test('finds the best clipping of normal values for 8 bits', () => {
    // Banner et al. 2018 (ACIQ): 3.92 σ for 8 bits, for symmetric ranges; least squares are flat around it.
    const random = createRandom(7);
    const values = Array.from({ length: 200_000 }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - random()));
      return radius * Math.cos(2 * Math.PI * random());
    });
    const half = (chooseRange(histogramOf(values)).scale * 255) / 2;
    expect(half).toBeGreaterThan(3.5);
    expect(half).toBeLessThan(4.4);
  });

  test.each<[string, number[]]>([
    ['nothing', []],
    ['zeros only', [0, 0, 0]],
  ])('gives a range for %s', (_, values) => {
    expect(chooseRange(histogramOf(values))).toEqual({ scale: 1, zeroPoint: 0 });
  });
});
