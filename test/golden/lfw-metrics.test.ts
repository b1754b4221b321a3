import { describe, expect, test } from '@jest/globals';
import type { Metric } from '../../src/facenet/distance.ts';
import { evaluateVerification } from '../../src/evaluation/verification.ts';
import type { VerificationPairs, VerificationReport } from '../../src/evaluation/verification-report.ts';
import { describeWithShared, readReference } from '../support/shared.ts';

interface Figures {
  readonly accuracy: number;
  readonly accuracyStd: number;
  readonly validationRate: number;
  readonly validationRateStd: number;
  readonly far: number;
  readonly auc: number;
  /** null where upstream's root finding raises. */
  readonly eer: number | null;
  readonly threshold: number;
  readonly foldAccuracy: readonly number[];
}

interface ReferenceSet {
  readonly name: string;
  readonly pairs: number;
  readonly dimension: number;
  readonly first: string;
  readonly second: string;
  readonly same: readonly (0 | 1)[];
  readonly cases: readonly {
    readonly metric: Metric;
    readonly subtractMean: boolean;
    readonly folds: number;
    readonly expected: Figures;
  }[];
}

const EER_TOLERANCE = 1e-6;
const TOLERANCE = 1e-9;

describeWithShared('figures of NumPy, SciPy and scikit-learn on given vectors', () => {
  const { sets } = readReference('lfw-metrics.json') as { sets: readonly ReferenceSet[] };
  describe.each(sets)('$name', (set) => {
    const pairs = decodePairs(set);
    test('vectors are decoded: every one has unit length', () => {
      const lengths = [...pairs.first, ...pairs.second].map((vector) => Math.hypot(...vector));
      expect(lengths).toHaveLength(2 * set.pairs);
      expect(Math.max(...lengths.map((length) => Math.abs(length - 1)))).toBeLessThan(1e-6);
    });
    test.each(set.cases)('$metric, subtractMean $subtractMean, $folds folds', ({ expected, ...options }) => {
      const { eer, ...figures } = figuresOf(evaluateVerification(pairs, options));
      const { eer: expectedEer, ...others } = expected;
      expect(figures).toEqual(near(others));
      expect(Number.isFinite(eer)).toBe(true);
      if (expectedEer !== null) expect(Math.abs((eer ?? NaN) - expectedEer)).toBeLessThan(EER_TOLERANCE);
    });
  });
});

function figuresOf(report: VerificationReport): Figures {
  return {
    accuracy: report.accuracy.mean,
    accuracyStd: report.accuracy.std,
    validationRate: report.validationRate.mean,
    validationRateStd: report.validationRate.std,
    far: report.falseAcceptRate,
    auc: report.areaUnderCurve,
    eer: report.equalErrorRate,
    threshold: report.threshold,
    foldAccuracy: report.folds.map(({ accuracy }) => accuracy),
  };
}

/** The same numbers as matchers that allow the tolerance. */
const near = (figures: Omit<Figures, 'eer'>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      typeof value === 'number' ? nearNumber(value) : value.map(nearNumber),
    ]),
  );

/** Jest's closeTo allows 10^−digits / 2. */
const nearNumber = (value: number): unknown => expect.closeTo(value, -Math.log10(2 * TOLERANCE));

function decodePairs({ first, second, same, dimension }: ReferenceSet): VerificationPairs {
  return {
    first: decodeVectors(first, dimension),
    second: decodeVectors(second, dimension),
    same: same.map((flag) => flag === 1),
  };
}

/**
 * Little-endian float32 of a base64 text. Where the text is too long for base64, the file's writer has replaced NaN by null in
 * it as if it were JSON: one vector of "uneven folds" holds the letters NaN. (Undone, all its vectors have unit length again.)
 */
function decodeVectors(base64: string, dimension: number): Float32Array[] {
  const bytes = Buffer.from(base64.length % 4 === 0 ? base64 : base64.replaceAll('null', 'NaN'), 'base64');
  const values = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
  return Array.from({ length: values.length / dimension }, (_, i) =>
    values.subarray(i * dimension, (i + 1) * dimension),
  );
}
