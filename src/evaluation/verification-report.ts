import type { Metric } from '../facenet/distance.ts';

/** Pairs of embeddings: `first[i]` and `second[i]` show one person when `same[i]`. An embedding may occur in many pairs. */
export interface VerificationPairs {
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
  readonly same: readonly boolean[];
}

export interface VerificationOptions {
  /** Default `squared-euclidean`, as validate_on_lfw.py. */
  readonly metric?: Metric;
  /** Number of contiguous folds. Default 10. With 1, thresholds and figures come from the same pairs. */
  readonly folds?: number;
  /** The fold of each pair, from 0 without gaps, in place of `folds` contiguous ones. */
  readonly foldOf?: readonly number[];
  /** Subtract the mean embedding of the training folds before distances are taken. Default false. */
  readonly subtractMean?: boolean;
  /** The false accept rate in [0, 1] at which the validation rate is read. Default 0.001. */
  readonly farTarget?: number;
}

/** A mean over folds with its spread. */
export interface FoldMean {
  readonly mean: number;
  /** Population standard deviation over the folds: what FaceNet prints after `+-`. */
  readonly std: number;
  /** std/√folds: what the LFW results tables print after `±`. */
  readonly standardError: number;
}

/** One fold as test set; its two thresholds were chosen on all the other folds, those of a single fold on itself. */
export interface FoldResult {
  readonly fold: number;
  readonly samePairs: number;
  readonly differentPairs: number;
  readonly accuracy: number;
  /** The first of the thresholds with the best accuracy on the other folds. */
  readonly threshold: number;
  readonly validationRate: number;
  readonly falseAcceptRate: number;
  /** Where the other folds reach the FAR target; 0, which accepts nothing, when they never do. */
  readonly farThreshold: number;
}

/**
 * Rates at rising thresholds, averaged over the folds as test sets. As upstream, a fold without pairs of a kind counts with
 * rate 0 of it, which spoils the curve, the area under it and the equal error rate: where a file lists one kind after the
 * other, spread them over the folds (`classShareFolds`).
 */
export interface RocCurve {
  readonly thresholds: readonly number[];
  readonly truePositiveRates: readonly number[];
  readonly falsePositiveRates: readonly number[];
}

/** The figures of the LFW protocol. Rates lie in [0, 1]; thresholds are in the unit of the metric. */
export interface VerificationReport {
  readonly metric: Metric;
  readonly subtractMean: boolean;
  readonly farTarget: number;
  readonly pairs: number;
  readonly accuracy: FoldMean;
  /** Mean of the folds' best thresholds. */
  readonly threshold: number;
  /** Share of the pairs of one person that are accepted at the folds' `farThreshold`. */
  readonly validationRate: FoldMean;
  /** The false accept rate that those thresholds really have on the test folds. */
  readonly falseAcceptRate: number;
  readonly areaUnderCurve: number;
  readonly equalErrorRate: number;
  readonly roc: RocCurve;
  readonly folds: readonly FoldResult[];
  /** The fold of each pair. */
  readonly foldOf: readonly number[];
  /** The distance of each pair, as the fold saw it that has the pair in its test set. */
  readonly distances: readonly number[];
}
