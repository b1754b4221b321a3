import type { Metric } from '../facenet/distance.ts';
import type { Acceptance } from './acceptance.ts';
import type { FoldAccuracy } from './accuracy.ts';
import type { RocFigures } from './roc.ts';
import type { FoldMean } from './statistics.ts';
import type { ValidationRate } from './validation-rate.ts';

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

/** One fold as test set; its two thresholds were chosen on all the other folds, those of a single fold on itself. */
export interface FoldResult extends Pick<Acceptance, 'samePairs' | 'differentPairs'>, FoldAccuracy, ValidationRate {
  readonly fold: number;
}

/** The figures of the LFW protocol. Rates lie in [0, 1]; thresholds are in the unit of the metric. */
export interface VerificationReport
  extends Required<Pick<VerificationOptions, 'metric' | 'subtractMean' | 'farTarget'>>, RocFigures {
  readonly pairs: number;
  readonly accuracy: FoldMean;
  /** Mean of the folds' best thresholds. */
  readonly threshold: number;
  /** Share of the pairs of one person that are accepted at the folds' `farThreshold`. */
  readonly validationRate: FoldMean;
  /** The false accept rate that those thresholds really have on the test folds. */
  readonly falseAcceptRate: number;
  readonly folds: readonly FoldResult[];
  /** The fold of each pair. */
  readonly foldOf: readonly number[];
  /** The distance of each pair, as the fold saw it that has the pair in its test set. */
  readonly distances: readonly number[];
}
