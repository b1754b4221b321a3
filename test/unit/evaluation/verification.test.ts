import { describe, expect, test } from '@jest/globals';
import { classShareFolds } from '../../../src/evaluation/folds.ts';
import type { VerificationOptions, VerificationPairs } from '../../../src/evaluation/verification-report.ts';
import { evaluateVerification } from '../../../src/evaluation/verification.ts';

interface Recipe {
  readonly seed: number;
  readonly count: number;
  readonly dimension: number;
  readonly order: 'alternating' | 'sorted';
  /** Round vector elements down to a multiple, which makes many equal distances on thresholds. */
  readonly quantum?: number;
}

interface Case {
  readonly name: string;
  readonly recipe: Recipe;
  readonly options: (pairs: VerificationPairs) => VerificationOptions;
  readonly expected: Record<string, number | number[]>;
}

/**
 * Numbers of a NumPy program that compares every pair with every threshold, with scikit-learn's KFold and auc, np.interp for
 * the FAR threshold, and SciPy's brentq on the ROC with (1, 1) appended; rates of nothing are 0. The pairs come from the
 * generator below, which gives the same bits in Python.
 */
const CASES: readonly Case[] = [
  {
    name: 'equal distances, some on thresholds',
    recipe: { seed: 1, count: 60, dimension: 4, order: 'alternating', quantum: 0.25 },
    options: () => ({ folds: 4, farTarget: 0.1 }),
    expected: {
      accuracy: 0.8833333333333333,
      std: 0.05527707983925665,
      standardError: 0.027638539919628325,
      threshold: 1.13,
      validationRate: 0.9330357142857143,
      validationRateStd: 0.06726124630946145,
      far: 0.125,
      auc: 0.8042988679846939,
      eer: 0.10267857142842463,
      farThresholds: [1.18715, 1.3752, 1.18715, 1.1876],
      foldAccuracy: [14 / 15, 12 / 15, 13 / 15, 14 / 15],
    },
  },
  {
    name: 'distances beyond the thresholds, as mirrored embeddings have',
    recipe: { seed: 2, count: 90, dimension: 12, order: 'alternating' },
    options: () => ({ folds: 7, farTarget: 0.02, subtractMean: true }),
    expected: {
      accuracy: 0.9560439560439561,
      std: 0.05603318146805258,
      standardError: 0.02117855190460289,
      threshold: 2.974285714285714,
      validationRate: 0.6632653061224489,
      validationRateStd: 0.16808366123273247,
      far: 0.023809523809523808,
      auc: 0.10263084825767041,
      eer: 0.0442176870759929,
      farThresholds: [2.81578, 2.17076, 2.17078, 2.17076, 2.17078, 2.17076, 2.17078],
      foldAccuracy: [12 / 13, 1, 1, 12 / 13, 11 / 13, 1, 1],
    },
  },
  {
    name: 'no impostor is ever accepted and half of the genuine pairs neither',
    recipe: { seed: 2, count: 90, dimension: 24, order: 'alternating' },
    options: () => ({ folds: 5, farTarget: 0.02 }),
    expected: {
      accuracy: 0.7777777777777778,
      std: 0.09296222517046285,
      validationRate: 0,
      far: 0,
      auc: 0,
      eer: 0.296875,
      farThresholds: [0, 0, 0, 0, 0],
    },
  },
  {
    name: 'one kind after the other, shared over the folds',
    recipe: { seed: 3, count: 83, dimension: 6, order: 'sorted' },
    options: ({ same }) => ({
      metric: 'cosine-angle',
      foldOf: classShareFolds(same, 5),
      farTarget: 0.05,
      subtractMean: true,
    }),
    expected: {
      accuracy: 0.8701797385620914,
      std: 0.0886825236905025,
      standardError: 0.03966003027763982,
      threshold: 0.306,
      validationRate: 0.46944444444444444,
      validationRateStd: 0.19903315686303175,
      far: 0.04444444444444444,
      auc: 0.9249266975308641,
      eer: 0.14166666666701105,
      farThresholds: [0.3046, 0.20165, 0.20365, 0.19965, 0.20765],
      foldAccuracy: [13 / 18, 16 / 17, 13 / 16, 15 / 16, 15 / 16],
    },
  },
  {
    name: 'folds with one kind only',
    recipe: { seed: 4, count: 50, dimension: 6, order: 'sorted' },
    options: () => ({ metric: 'cosine-angle', farTarget: 0.05 }),
    expected: {
      accuracy: 0.84,
      std: 0.14966629547095764,
      standardError: 0.04732863826479692,
      threshold: 0.374,
      validationRate: 0.28,
      validationRateStd: 0.31240998703626616,
      far: 0.04,
      auc: 0.2336,
      eer: 0.5,
      farThresholds: [0.21825, 0.21825, 0.21825, 0.21825, 0.21825, 0.218, 0.247, 0.218, 0.247, 0.218],
      foldAccuracy: [0.8, 1, 1, 0.6, 1, 0.6, 0.8, 1, 0.8, 0.8],
    },
  },
];

describe('evaluateVerification agrees with NumPy, SciPy and scikit-learn', () => {
  test.each(CASES)('$name', ({ recipe, options, expected }) => {
    const pairs = makePairs(recipe);
    const figures = figuresOf(pairs, options(pairs));
    for (const [key, value] of Object.entries(expected)) {
      const tolerance = key === 'eer' || key === 'farThresholds' ? 1e-6 : 1e-9;
      expect({ key, off: largestDifference(figures[key], value) < tolerance }).toEqual({ key, off: true });
    }
  });
});

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
function makePairs({ seed, count, dimension, order, quantum }: Recipe): VerificationPairs {
  let state = seed;
  const draw = (): number => {
    state = (state * 16807) % 2147483647;
    const value = ((state % 2001) - 1000) / 1000;
    return quantum === undefined ? value : Math.floor(value / quantum) * quantum;
  };
  const drawVector = (): number[] => Array.from({ length: dimension }, draw);
  const first: Float32Array[] = [];
  const second: Float32Array[] = [];
  const same = Array.from({ length: count }, (_, i) => (order === 'sorted' ? i < count / 2 : i % 2 === 0));
  for (const genuine of same) {
    const a = drawVector();
    const b = drawVector();
    first.push(Float32Array.from(a));
    second.push(Float32Array.from(b, (value, i) => (genuine ? (a[i] ?? 0) * 0.5 + value * 0.5 : value)));
  }
  return { first, second, same };
}

function figuresOf(pairs: VerificationPairs, options: VerificationOptions): Record<string, number | number[]> {
  const report = evaluateVerification(pairs, options);
  return {
    accuracy: report.accuracy.mean,
    std: report.accuracy.std,
    standardError: report.accuracy.standardError,
    threshold: report.threshold,
    validationRate: report.validationRate.mean,
    validationRateStd: report.validationRate.std,
    far: report.falseAcceptRate,
    auc: report.areaUnderCurve,
    eer: report.equalErrorRate,
    farThresholds: report.folds.map(({ farThreshold }) => farThreshold),
    foldAccuracy: report.folds.map(({ accuracy }) => accuracy),
  };
}

function largestDifference(received: number | number[] | undefined, expected: number | number[]): number {
  const a = [received ?? NaN].flat();
  const b = [expected].flat();
  return a.length === b.length ? Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN)))) : Infinity;
}

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
