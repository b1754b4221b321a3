import { FacekitError, usageError } from '../core/errors.ts';
import type { VerificationOptions } from './verification-report.ts';

const DEFAULT_FOLDS = 10;

/**
 * The fold of each of `same.length` pairs: `foldOf` when it is given, else contiguous folds. Every fold has a pair.
 * Throws `too-few-pairs` when there are fewer pairs than folds, and `usage` for folds that cannot be meant.
 */
export function foldsOf(count: number, { folds = DEFAULT_FOLDS, foldOf }: VerificationOptions): readonly number[] {
  if (foldOf === undefined) return contiguousFolds(count, folds);
  checkFoldOf(foldOf, count);
  return foldOf;
}

/** Folds of neighbours, sizes ⌊n/k⌋ with the first n mod k one larger: scikit-learn's KFold without shuffle. */
export function contiguousFolds(count: number, folds: number): number[] {
  checkFolds(folds, count);
  return Array.from({ length: count }, (_, i) => contiguousFold(i, count, folds));
}

/**
 * Folds that each take their contiguous share of the pairs of one person and of the pairs of two: for files that list
 * all of the one kind before all of the other, as LFW's View 1 does.
 */
export function classShareFolds(same: readonly boolean[], folds: number): number[] {
  checkFolds(folds, same.length);
  const sameCount = same.filter(Boolean).length;
  const seen = { same: 0, different: 0 };
  return same.map((isSame) =>
    isSame
      ? contiguousFold(seen.same++, sameCount, folds)
      : contiguousFold(seen.different++, same.length - sameCount, folds),
  );
}

function contiguousFold(index: number, count: number, folds: number): number {
  const size = Math.floor(count / folds);
  const larger = count % folds;
  const inLarger = larger * (size + 1);
  return index < inLarger ? Math.floor(index / (size + 1)) : larger + Math.floor((index - inLarger) / size);
}

/** Whether a fold is trained on a pair of another fold, or of its own where it is the only one. */
export const isTrainedOn = (fold: number, other: number, folds: number): boolean => other !== fold || folds === 1;

function checkFolds(folds: number, pairs: number): void {
  if (!Number.isInteger(folds) || folds < 1) {
    throw usageError(`Expected a whole number of at least 1 fold but received ${folds}.`);
  }
  if (pairs < folds) {
    throw new FacekitError(
      'too-few-pairs',
      `${pairs} pairs cannot fill ${folds} folds; give at least ${folds} pairs, or ask for fewer folds.`,
    );
  }
}

function checkFoldOf(foldOf: readonly number[], pairs: number): void {
  if (foldOf.length !== pairs) {
    throw usageError(`Expected a fold for each of ${pairs} pairs but received ${foldOf.length}.`);
  }
  const wrong = foldOf.findIndex((fold) => !Number.isInteger(fold) || fold < 0 || fold >= pairs);
  if (wrong >= 0) {
    throw usageError(`Expected folds from 0 to ${pairs - 1} but pair ${wrong} has fold ${foldOf[wrong]}.`);
  }
  const present = new Set(foldOf);
  const folds = foldOf.reduce((most, fold) => Math.max(most, fold + 1), 0);
  checkFolds(folds, pairs);
  if (present.size === folds) return;
  const empty = Array.from({ length: folds }, (_, fold) => fold).find((fold) => !present.has(fold));
  throw new FacekitError(
    'too-few-pairs',
    `Fold ${empty} of ${folds} has no pairs; number the folds from 0 without gaps, or ask for fewer folds.`,
  );
}
