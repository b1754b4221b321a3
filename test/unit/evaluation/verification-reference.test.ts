import { describe, expect, test } from '@jest/globals';
import { classShareFolds } from '../../../src/evaluation/folds.ts';
import type { VerificationOptions, VerificationPairs } from '../../../src/evaluation/verification-report.ts';
import { evaluateVerification } from '../../../src/evaluation/verification.ts';
import { makePairs, type Recipe } from '../../support/faces/verification-pairs.ts';

interface Case {
  readonly name: string;
  readonly recipe: Recipe;
  readonly options: (pairs: VerificationPairs) => VerificationOptions;
  readonly expected: Record<string, number | number[]>;
}

/**
 * Numbers of a NumPy program that compares every pair with every threshold, with scikit-learn's KFold and auc, np.interp for
 * the FAR threshold, and SciPy's brentq on the ROC with (1, 1) appended; rates of nothing are 0. The pairs come from the
 * generator of `makePairs`, which gives the same bits in Python.
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
