import * as v from 'valibot';
import type { SvmModel } from '../svm/model.ts';
import { pairCount } from '../svm/model.ts';
import { decodeFloat32, decodeFloat64, encodeNumbers, NumbersError } from './base64-numbers.ts';

/** A support vector machine in a classifier file: numbers in base64, each support vector once. The classes are 0 and up. */
export type SvmFields = v.InferOutput<typeof SVM_FIELDS>;

const MAX_COUNT = 1e9;
const WHOLE = v.pipe(
  v.number('a count'),
  v.safeInteger('a count'),
  v.minValue(0, 'a count'),
  v.maxValue(MAX_COUNT, 'a count'),
);
const NUMBERS = v.string('numbers in base64');

export const SVM_FIELDS = v.object({
  kernel: v.variant('type', [
    v.object({ type: v.literal('linear') }),
    v.object({
      type: v.literal('rbf'),
      gamma: v.pipe(v.number('a number'), v.gtValue(0, 'a number above 0'), v.finite('a number')),
    }),
  ]),
  /** Support vectors of each class. */
  counts: v.array(WHOLE),
  /** float32, support vectors × dimension. */
  supportVectors: NUMBERS,
  /** float64, (classes − 1) × support vectors: libsvm's `sv_coef`. */
  coefficients: NUMBERS,
  /** float64, one a pair of classes. */
  rho: NUMBERS,
  probA: NUMBERS,
  probB: NUMBERS,
});

export const encodeSvm = ({
  kernel,
  counts,
  supportVectors,
  coefficients,
  rho,
  probA,
  probB,
}: SvmModel): SvmFields => ({
  kernel,
  counts: [...counts],
  supportVectors: encodeNumbers(supportVectors),
  coefficients: encodeNumbers(coefficients),
  rho: encodeNumbers(rho),
  probA: encodeNumbers(probA),
  probB: encodeNumbers(probB),
});

/**
 * Reads what `encodeSvm` gave.
 *
 * @throws NumbersError naming the field, what was expected there and what was found
 */
export function decodeSvm(
  fields: SvmFields,
  { classes, dimension }: { readonly classes: number; readonly dimension: number },
): SvmModel {
  const { kernel, counts } = fields;
  if (classes < 2 || counts.length !== classes)
    throw new NumbersError(`svm.counts of ${classes} classes, two or more, but found ${counts.length}`);
  const vectors = counts.reduce((a, b) => a + b, 0);
  const pairs = pairCount(classes);
  return {
    kernel,
    dimension,
    labels: counts.map((_, label) => label),
    counts,
    supportVectors: read('supportVectors', () => decodeFloat32(fields.supportVectors, vectors * dimension)),
    coefficients: read('coefficients', () => decodeFloat64(fields.coefficients, (classes - 1) * vectors)),
    rho: read('rho', () => decodeFloat64(fields.rho, pairs)),
    probA: read('probA', () => decodeFloat64(fields.probA, pairs)),
    probB: read('probB', () => decodeFloat64(fields.probB, pairs)),
  };
}

function read<T>(name: keyof SvmFields, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof NumbersError)) throw error;
    throw new NumbersError(`svm.${name} of ${error.message}`);
  }
}
