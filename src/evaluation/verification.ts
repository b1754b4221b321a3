import { usageError } from '../core/errors.ts';
import { ACCURACY_GRID, type Acceptance, countAcceptance, type ScoredPairs, selectPairs } from './acceptance.ts';
import { testAccuracy } from './accuracy.ts';
import { foldDistances } from './fold-distances.ts';
import { foldsOf, isTrainedOn } from './folds.ts';
import { rocFigures } from './roc.ts';
import { mean } from '../core/vector.ts';
import { foldMean } from './statistics.ts';
import type { FoldResult, VerificationOptions, VerificationPairs, VerificationReport } from './verification-report.ts';
import { validPairs } from './valid-pairs.ts';
import { testValidationRate } from './validation-rate.ts';

const DEFAULT_FAR_TARGET = 1e-3;

/**
 * Measures how well distances between embeddings tell pairs of one person from pairs of two, by the LFW protocol: each
 * fold is tested with thresholds chosen on the others, or on its own pairs where there is one fold only. Mirrored embeddings are given appended to the plain ones.
 * Throws FacekitError for pairs that cannot be evaluated (see `validPairs`) and folds that cannot be filled (`foldsOf`).
 * Source: `evaluate` in lfw.py, `calculate_roc` and `calculate_val` in facenet.py, `evaluate` in validate_on_lfw.py.
 */
export function evaluateVerification(lists: VerificationPairs, options: VerificationOptions = {}): VerificationReport {
  const { metric = 'squared-euclidean', subtractMean = false, farTarget = DEFAULT_FAR_TARGET } = options;
  const pairs = validPairs(lists);
  checkFarTarget(farTarget);
  const foldOf = foldsOf(pairs.length, options);
  const folds = evaluateFolds(foldOf, farTarget, {
    same: pairs.map(({ same }) => same),
    distancesOf: foldDistances(pairs, foldOf, { metric, subtractMean }),
  });
  return { metric, subtractMean, farTarget, pairs: pairs.length, foldOf, ...summarise(folds, foldOf) };
}

/** The figures of pairs whose distances are known. */
export function evaluateScoredPairs(
  { distances, same }: ScoredPairs,
  foldOf: readonly number[],
  farTarget: number,
): Pick<VerificationReport, 'accuracy' | 'validationRate' | 'areaUnderCurve'> {
  return summarise(evaluateFolds(foldOf, farTarget, { same, distancesOf: () => distances }), foldOf);
}

/** A fold's figures, and what the summary needs besides. */
interface EvaluatedFold {
  readonly result: FoldResult;
  readonly test: Acceptance;
  readonly testDistances: Float64Array;
}

interface FoldSource {
  readonly same: readonly boolean[];
  readonly distancesOf: (fold: number) => Float64Array;
}

function evaluateFolds(
  foldOf: readonly number[],
  farTarget: number,
  { same, distancesOf }: FoldSource,
): EvaluatedFold[] {
  const numbers = [...new Set(foldOf)].sort((a, b) => a - b);
  return numbers.map((fold) => {
    const scored: ScoredPairs = { distances: distancesOf(fold), same };
    const training = selectPairs(scored, (pair) => isTrainedOn(fold, foldOf[pair] ?? 0, numbers.length));
    const test = selectPairs(scored, (pair) => foldOf[pair] === fold);
    return evaluateFold(fold, { training, test, farTarget });
  });
}

function evaluateFold(
  fold: number,
  sets: { readonly training: ScoredPairs; readonly test: ScoredPairs; readonly farTarget: number },
): EvaluatedFold {
  const test = countAcceptance(sets.test, ACCURACY_GRID);
  const result = {
    fold,
    samePairs: test.samePairs,
    differentPairs: test.differentPairs,
    ...testAccuracy(sets.training, test),
    ...testValidationRate(sets.training, sets.test, sets.farTarget),
  };
  return { result, test, testDistances: sets.test.distances };
}

type Summary = Omit<VerificationReport, 'metric' | 'subtractMean' | 'farTarget' | 'pairs' | 'foldOf'>;

function summarise(evaluated: readonly EvaluatedFold[], foldOf: readonly number[]): Summary {
  const folds = evaluated.map(({ result }) => result);
  return {
    accuracy: foldMean(folds.map(({ accuracy }) => accuracy)),
    threshold: mean(folds.map(({ threshold }) => threshold)),
    validationRate: foldMean(folds.map(({ validationRate }) => validationRate)),
    falseAcceptRate: mean(folds.map(({ falseAcceptRate }) => falseAcceptRate)),
    ...rocFigures(evaluated.map(({ test }) => test)),
    folds,
    distances: inPairOrder(evaluated, foldOf),
  };
}

/** Puts the test distances of the folds back into the order of the pairs. */
function inPairOrder(evaluated: readonly EvaluatedFold[], foldOf: readonly number[]): number[] {
  const rest = evaluated.map(({ testDistances }) => testDistances.values());
  return foldOf.map((fold) => rest[fold]?.next().value ?? NaN);
}

function checkFarTarget(farTarget: number): void {
  if (farTarget >= 0 && farTarget <= 1) return;
  throw usageError(`Expected a false accept rate between 0 and 1 but received ${farTarget}.`);
}
