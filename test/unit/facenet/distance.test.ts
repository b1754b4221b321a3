import { describe, expect, test } from '@jest/globals';
import { cosineAngle, distance, METRICS, squaredEuclidean } from '../../../src/facenet/distance.ts';

const vector = (...values: number[]): Float32Array => Float32Array.from(values);

describe('squaredEuclidean', () => {
  test.each([
    { a: vector(0, 0), b: vector(3, 4), expected: 25 },
    { a: vector(1, 2, 3), b: vector(1, 2, 3), expected: 0 },
    { a: vector(1, 0), b: vector(-1, 0), expected: 4 },
    { a: vector(), b: vector(), expected: 0 },
    // Exact in float64 only: float32 would round 2^24 + 1 squared terms away.
    { a: vector(4096, 1), b: vector(0, 0), expected: 16_777_217 },
  ])('$a $b → $expected', ({ a, b, expected }) => {
    expect(squaredEuclidean(a, b)).toBe(expected);
  });
});

describe('cosineAngle', () => {
  test.each([
    { name: 'same direction', a: vector(1, 0), b: vector(5, 0), expected: 0 },
    { name: 'orthogonal', a: vector(0, 2), b: vector(3, 0), expected: 0.5 },
    { name: 'opposite', a: vector(1, 1), b: vector(-2, -2), expected: 1 },
    { name: '45 degrees', a: vector(1, 0), b: vector(1, 1), expected: 0.25 },
    { name: '60 degrees', a: vector(1, 0, 1), b: vector(0, 1, 1), expected: 1 / 3 },
    { name: 'zero vector', a: vector(0, 0), b: vector(1, 1), expected: 0.5 },
    { name: 'two zero vectors', a: vector(0, 0), b: vector(0, 0), expected: 0.5 },
  ])('$name', ({ a, b, expected }) => {
    // 2e-8 is how far arccos(1 − one rounding)/π is from 0.
    expect(Math.abs(cosineAngle(a, b) - expected)).toBeLessThan(2e-8);
  });

  test('survives a cosine that rounds to above 1 and below -1', () => {
    // dot/(norm·norm) of a vector with itself rounds to 1.0000000000000002 for some of these, and Math.acos gives NaN.
    const a = [1.1, 2.2, 3.3, 0.7, 0.6].map(Math.fround);
    const sweep = Array.from({ length: 200 }, (_, i) => vector(...a.map((x, j) => x + i * (j + 1) * 0.013)));
    const beyond = sweep.filter((v) => cosineUnclamped(v) > 1);
    expect(beyond.length).toBeGreaterThan(0);
    for (const v of beyond) {
      expect(cosineAngle(v, v)).toBe(0);
      expect(
        cosineAngle(
          v,
          v.map((x) => -x),
        ),
      ).toBe(1);
    }
  });
});

test.each(METRICS)('%s refuses vectors of two lengths', (metric) => {
  expect(() => distance(metric)(vector(1, 2), vector(1, 2, 3))).toThrow(/2 and 3 numbers/);
});

test('the numbers of FaceNet: 0 is squared Euclidean, 1 is the angle', () => {
  expect(METRICS.map((metric) => distance(metric)(vector(1, 0), vector(0, 1)))).toEqual([2, 0.5]);
});

function cosineUnclamped(v: Float32Array): number {
  const squares = v.reduce((sum, x) => sum + x * x, 0);
  return squares / (Math.sqrt(squares) * Math.sqrt(squares));
}
