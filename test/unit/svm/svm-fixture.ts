import { readFileSync } from 'node:fs';
import path from 'node:path';

interface KernelNumbers {
  readonly text: string;
  readonly gamma: number;
  readonly decision: readonly (readonly number[])[];
  readonly decisionTight: readonly (readonly number[])[];
  readonly probability: readonly (readonly number[])[];
}

interface Fixture {
  readonly dimension: number;
  readonly labels: readonly number[];
  readonly train: string;
  readonly query: string;
  readonly models: { readonly linear: KernelNumbers; readonly rbf: KernelNumbers };
  readonly sigmoid: {
    readonly decisions: number[];
    readonly positives: number;
    readonly a: number;
    readonly b: number;
  };
}

/** Numbers of scikit-learn 1.2; test/fixtures/svm/make.py made them. */
export const sklearn = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/svm/scikit-learn.json'), 'utf8'),
) as Fixture;

export const train = vectorsOf(sklearn.train, sklearn.dimension);
export const queries = vectorsOf(sklearn.query, sklearn.dimension);

/** Vectors from base64 of little-endian float32. */
export function vectorsOf(base64: string, dimension: number): Float32Array[] {
  const bytes = Buffer.from(base64, 'base64');
  const numbers = Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
  return Array.from({ length: numbers.length / dimension }, (_, row) =>
    numbers.slice(row * dimension, (row + 1) * dimension),
  );
}

/** The largest |a − b| over two lists of equally long rows. */
export function largestDifference(
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
): number {
  if (actual.length !== expected.length) return Infinity;
  const differences = actual.map((row, index) => {
    const other = expected[index] ?? [];
    if (row.length !== other.length) return Infinity;
    return Math.max(...Array.from(row, (value, column) => Math.abs(value - (other[column] ?? NaN))));
  });
  return Math.max(...differences);
}
