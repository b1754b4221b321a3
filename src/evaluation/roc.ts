import { ACCURACY_GRID, type Acceptance, rate, thresholdsOf } from './acceptance.ts';
import { mean } from '../core/vector.ts';

/** The curve, and what is read off it. */
export interface RocFigures {
  readonly areaUnderCurve: number;
  readonly equalErrorRate: number;
  readonly roc: RocCurve;
}

/** The figures of the folds' test pairs. */
export function rocFigures(folds: readonly Acceptance[]): RocFigures {
  const roc = averageRoc(folds);
  return { areaUnderCurve: areaUnderCurve(roc), equalErrorRate: equalErrorRate(roc), roc };
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

/** The ROC of each fold's test pairs, averaged at equal thresholds. Source: `calculate_roc` in facenet.py. */
function averageRoc(folds: readonly Acceptance[]): RocCurve {
  const thresholds = thresholdsOf(ACCURACY_GRID);
  const averageAt = (rateOf: (fold: Acceptance, index: number) => number): number[] =>
    thresholds.map((_, index) => mean(folds.map((fold) => rateOf(fold, index))));
  return {
    thresholds,
    truePositiveRates: averageAt((fold, i) => rate(fold.trueAccepts[i] ?? 0, fold.samePairs)),
    falsePositiveRates: averageAt((fold, i) => rate(fold.falseAccepts[i] ?? 0, fold.differentPairs)),
  };
}

/**
 * Area under the ROC by the trapezoid rule. As upstream, it covers the part of the curve that the thresholds reach:
 * impostors farther apart than 3.99 (squared distances of embeddings with their mirror images) cut it on the right.
 * Source: `metrics.auc` in validate_on_lfw.py.
 */
export function areaUnderCurve({ truePositiveRates, falsePositiveRates }: RocCurve): number {
  let area = 0;
  for (let i = 1; i < falsePositiveRates.length; i++) {
    const width = (falsePositiveRates[i] ?? 0) - (falsePositiveRates[i - 1] ?? 0);
    area += (width * ((truePositiveRates[i - 1] ?? 0) + (truePositiveRates[i] ?? 0))) / 2;
  }
  return area;
}

/**
 * The rate at which as many impostors are accepted as genuine pairs are refused: the root x of 1 − x − tpr(x), tpr linear
 * between the points of the ROC. The function falls throughout, so it has one root, and on the piece that crosses zero
 * the root is a division: what upstream's `brentq` approaches to 2e-12.
 *
 * Where the thresholds end before FPR 1, upstream raises. Here the curve then goes straight on to (1, 1), which accepts
 * every pair: a crossing that the thresholds do reach is unaffected, and there is always one.
 */
export function equalErrorRate({ truePositiveRates, falsePositiveRates }: RocCurve): number {
  const xs = [...falsePositiveRates, 1];
  const ys = [...truePositiveRates, 1];
  const gapAt = (index: number): number => 1 - (xs[index] ?? 0) - (ys[index] ?? 0);
  const crossed = xs.findIndex((_, index) => gapAt(index) <= 0);
  if (crossed === 0) return xs[0] ?? 0;
  const [before, after] = [gapAt(crossed - 1), gapAt(crossed)];
  const [x0, x1] = [xs[crossed - 1] ?? 0, xs[crossed] ?? 0];
  return x0 + (before / (before - after)) * (x1 - x0);
}
