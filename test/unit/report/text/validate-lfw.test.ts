import { describe, expect, test } from '@jest/globals';
import { pairErrors } from '../../../../src/report/html/lfw-worst-pairs.ts';
import { formatLfwJson, formatLfwReport, formatMissing } from '../../../../src/report/text/validate-lfw.ts';
import { reportOn, WITH_ERRORS } from '../../../support/faces/lfw-report.ts';

const REPORT = reportOn(WITH_ERRORS);
const FIGURES = {
  ...REPORT.figures,
  accuracy: { mean: 0.99301, std: 0.0090049, standardError: 0.0028476 },
  validationRate: { mean: 0.98612345, std: 0.0185, standardError: 0.00585022 },
  falseAcceptRate: 0.00100049,
  areaUnderCurve: 0.99876,
  equalErrorRate: 0.0079,
  threshold: 1.028,
};

describe('the text', () => {
  test("has FaceNet's lines in FaceNet's format", () => {
    const text = formatLfwReport({ ...REPORT, figures: FIGURES, skipped: 3 });
    // The first four lines: Python's print with the format strings of validate_on_lfw.py and these numbers.
    expect(text).toBe(`Accuracy: 0.99301+-0.00900
Validation rate: 0.98612+-0.01850 @ FAR=0.00100
Area Under Curve (AUC): 0.999
Equal Error Rate (EER): 0.008
Standard error: 0.00285 of the accuracy, 0.00585 of the validation rate (std/√2)
Best threshold: 1.028 (squared-euclidean)
Pairs: 36 used, 3 skipped
Images: 7, 3.5 images/s on cpu
`);
  });

  test('names the file that embeddings were read from', () => {
    const { setup, figures, pairs, skipped, missing, images, notes } = REPORT;
    const rest = { setup, figures, pairs, skipped, missing, images, notes };
    expect(formatLfwReport({ ...rest, embeddings: '/e\n.npy' })).toContain('\nImages: 7, from /e\\u000a.npy\n');
  });

  test.each([
    [0, ''],
    [1, '1 image is missing, so 4 pairs are skipped:\n  A/A_0001  no-face\n'],
    [7, '7 images are missing, so 4 pairs are skipped:\n' + '  A/A_0001  no-face\n'.repeat(5) + '  … and 2 more\n'],
  ])('about %i missing images', (count, text) => {
    const missing = Array.from({ length: count }, () => ({ path: 'A/A_0001', reason: 'no-face' }));
    expect(formatMissing({ missing, skipped: 4 })).toBe(text);
  });
});

test('JSON is one line with the figures and every pair', () => {
  const text = formatLfwJson({ ...REPORT, figures: FIGURES });
  expect(text.split('\n')).toHaveLength(2);
  const value = JSON.parse(text) as {
    distances: unknown[];
    folds: unknown[];
    roc: { thresholds: unknown[] };
  };
  expect(value).toMatchObject({
    setup: { model: { name: 'small' }, metric: 'squared-euclidean' },
    accuracy: { mean: 0.99301, std: 0.0090049 },
    validationRate: { mean: 0.98612345 },
    pairs: { used: 36, skipped: 0 },
    embeddings: null,
  });
  expect([value.distances.length, value.folds.length, value.roc.thresholds.length]).toEqual([36, 2, 400]);
});

test('errors are the pairs on the wrong side of their threshold, the farthest first', () => {
  const { falseAccepts, falseRejects } = pairErrors(REPORT.pairs);
  expect(falseAccepts.map(({ first }) => first)).toEqual(['Fay/Fay_0002', 'Fay/Fay_0001']);
  expect(falseRejects.map(({ first }) => first)).toEqual(['Eve/Eve_0002', 'Eve/Eve_0001']);
});
