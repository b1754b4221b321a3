import { describe, expect, test } from '@jest/globals';
import type { VerificationPairs } from '../../../src/evaluation/verification-report.ts';
import { evaluateVerification } from '../../../src/evaluation/verification.ts';
import { makePairs } from '../../support/faces/verification-pairs.ts';

describe('the report', () => {
  const report = evaluateVerification(
    {
      first: [0, 0, 0, 0].map((x) => Float32Array.of(x)),
      second: [0.5, 1.5, 1, 2].map((x) => Float32Array.of(x)),
      same: [true, false, true, false],
    },
    { foldOf: [1, 0, 0, 1] },
  );

  test('gives distances in the order of the pairs, whatever the folds', () => {
    expect(report.distances).toEqual([0.25, 2.25, 1, 4]);
    expect(report.foldOf).toEqual([1, 0, 0, 1]);
  });

  test('gives each fold with the threshold of the others', () => {
    // Fold 0 is judged by (0.25 genuine, 4 impostor): first threshold above 0.25; fold 1 by (1, 2.25): first above 1.
    expect(report.folds).toMatchObject([
      { fold: 0, samePairs: 1, differentPairs: 1, accuracy: 0.5, threshold: 0.26 },
      { fold: 1, samePairs: 1, differentPairs: 1, accuracy: 1, threshold: 1.01 },
    ]);
  });

  test('repeats its options, defaults included', () => {
    expect(report).toMatchObject({
      metric: 'squared-euclidean',
      subtractMean: false,
      farTarget: 0.001,
      pairs: 4,
    });
  });

  test('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('bad input', () => {
  const good = makePairs({ seed: 5, count: 20, dimension: 3, order: 'alternating' });
  const replaced = (side: 'first' | 'second', index: number, vector: Float32Array): VerificationPairs => ({
    ...good,
    [side]: good[side].with(index, vector),
  });

  test.each([
    { name: 'no pairs', pairs: { first: [], second: [], same: [] }, code: 'no-pairs', text: /no pairs/ },
    {
      name: 'one person only',
      pairs: { ...good, same: good.same.map(() => true) },
      code: 'one-class',
      text: /one person/,
    },
    {
      name: 'two people only',
      pairs: { ...good, same: good.same.map(() => false) },
      code: 'one-class',
      text: /two different/,
    },
    {
      name: 'NaN',
      pairs: replaced('second', 7, Float32Array.of(0, NaN, 0)),
      code: 'embedding-not-finite',
      text: /Pair 7 .*second image.*number 1 is NaN/,
    },
    {
      name: 'infinity',
      pairs: replaced('first', 19, Float32Array.of(Infinity, 0, 0)),
      code: 'embedding-not-finite',
      text: /Pair 19 .*first image.*Infinity/,
    },
    {
      name: 'another model',
      pairs: replaced('second', 3, Float32Array.of(1, 2)),
      code: 'embedding-length',
      text: /Pair 3 .*expected 3 numbers.*received 2/,
    },
    {
      name: 'lists of two lengths',
      pairs: { ...good, same: good.same.slice(1) },
      code: 'usage',
      text: /20 first and 20 second vectors for 19/,
    },
  ])('$name', ({ pairs, code, text }) => {
    expect(() => evaluateVerification(pairs)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(text) as unknown }),
    );
  });

  test('fewer pairs than folds', () => {
    expect(() => evaluateVerification(good, { folds: 21 })).toThrow(expect.objectContaining({ code: 'too-few-pairs' }));
  });

  test.each([-0.1, 1.5, NaN])('a false accept rate of %d', (farTarget) => {
    expect(() => evaluateVerification(good, { farTarget })).toThrow(/between 0 and 1/);
  });

  test('zero vectors are orthogonal to all, not NaN', () => {
    const { distances, accuracy } = evaluateVerification(replaced('first', 2, new Float32Array(3)), {
      metric: 'cosine-angle',
    });
    expect(distances[2]).toBe(0.5);
    expect(accuracy.mean).toBeGreaterThan(0);
  });
});

test.each([
  { length: 512, subtractMean: false },
  { length: 512, subtractMean: true },
  { length: 1024, subtractMean: true },
])('6,000 pairs × $length, subtractMean $subtractMean: less than 2 s of processor time', ({ length, subtractMean }) => {
  const pairs = manyPairs(6000, length);
  const before = process.cpuUsage();
  const { pairs: evaluated } = evaluateVerification(pairs, { metric: 'cosine-angle', subtractMean });
  expect(evaluated).toBe(6000);
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
});

/** Random pairs without meaning, quickly. */
function manyPairs(count: number, length: number): VerificationPairs {
  const values = new Float32Array(2 * count * length);
  let state = 1;
  for (let i = 0; i < values.length; i++) {
    state = (state * 16807) % 2147483647;
    values[i] = state / 2147483647 - 0.5;
  }
  const row = (index: number): Float32Array => values.subarray(index * length, (index + 1) * length);
  return {
    first: Array.from({ length: count }, (_, i) => row(2 * i)),
    second: Array.from({ length: count }, (_, i) => row(2 * i + 1)),
    same: Array.from({ length: count }, (_, i) => i % 2 === 0),
  };
}

/** Pairs of the minimal standard generator: elements in [−1, 1] by steps of 0.001; genuine pairs share half of each. */
test('one fold is tested with the threshold that is best on itself', () => {
  // Squared distances, of one person: 0.49, 0.25, 1.44; of two: 0.81, 2.25, 3.61. Five of six are right first above 0.49.
  const pairs = [0.7, 0.5, 1.2, 0.9, 1.5, 1.9].map((distance) =>
    [[0], [distance]].map((row) => Float32Array.from(row)),
  );
  const lists = {
    first: pairs.map(([first = new Float32Array()]) => first),
    second: pairs.map(([, second = new Float32Array()]) => second),
    same: [true, true, true, false, false, false],
  };
  for (const subtractMean of [false, true]) {
    const { accuracy, threshold, folds } = evaluateVerification(lists, { folds: 1, subtractMean });
    expect(accuracy).toEqual({ mean: 5 / 6, std: 0, standardError: 0 });
    expect(threshold).toBeGreaterThan(0.48);
    expect(threshold).toBeLessThanOrEqual(0.51);
    expect(folds).toMatchObject([{ fold: 0, samePairs: 3, differentPairs: 3 }]);
  }
});
