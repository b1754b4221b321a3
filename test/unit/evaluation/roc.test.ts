import { describe, expect, test } from '@jest/globals';
import { areaUnderCurve, equalErrorRate } from '../../../src/evaluation/roc.ts';
import { foldMean } from '../../../src/evaluation/statistics.ts';

const curve = (falsePositiveRates: number[], truePositiveRates: number[]) => ({
  thresholds: falsePositiveRates.map((_, i) => i),
  falsePositiveRates,
  truePositiveRates,
});

// Areas by sklearn.metrics.auc; EER by scipy.optimize.brentq(lambda x: 1 - x - np.interp(x, fpr, tpr), 0, 1).
const ROCS = [
  { name: 'perfect', roc: curve([0, 0, 1], [0, 1, 1]), area: 1, eer: 0 },
  { name: 'chance', roc: curve([0, 1], [0, 1]), area: 0.5, eer: 0.5 },
  { name: 'bent', roc: curve([0, 0.1, 0.3, 1], [0, 0.6, 0.9, 1]), area: 0.845, eer: 0.22 },
  { name: 'a jump at one rate', roc: curve([0, 0.2, 0.2, 1], [0, 0.3, 0.95, 1]), area: 0.81, eer: 0.2 },
  { name: 'a point on the line', roc: curve([0, 0.25, 1], [0, 0.75, 1]), area: 0.75, eer: 0.25 },
];

describe('ROC figures', () => {
  test.each(ROCS)('$name', ({ roc, area, eer }) => {
    expect(Math.abs(areaUnderCurve(roc) - area)).toBeLessThan(1e-12);
    expect(Math.abs(equalErrorRate(roc) - eer)).toBeLessThan(1e-12);
  });
});

describe('a ROC that ends before FPR 1', () => {
  test('keeps a crossing that it reaches', () => {
    expect(equalErrorRate(curve([0, 0.1, 0.3], [0, 0.6, 0.9]))).toBeCloseTo(0.22, 12);
  });

  test('goes on to (1, 1): from (0.1, 0.5), 1 − x = 0.5 + (x − 0.1)·5/9 at x = 0.4/1.4·0.9 + 0.1', () => {
    expect(equalErrorRate(curve([0, 0.1], [0, 0.5]))).toBeCloseTo(0.1 + (0.4 / 1.4) * 0.9, 12);
  });

  test('accepts nothing at all: chance', () => {
    expect(equalErrorRate(curve([0, 0], [0, 0]))).toBe(0.5);
  });
});

test('mean, population standard deviation and standard error', () => {
  // NumPy: np.mean, np.std, np.std / sqrt(4) of [1, 2, 3, 6].
  expect(foldMean([1, 2, 3, 6])).toEqual({
    mean: 3,
    std: expect.closeTo(1.8708286933869707, 12) as unknown,
    standardError: expect.closeTo(0.9354143466934853, 12) as unknown,
  });
});
