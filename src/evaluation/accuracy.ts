import { ACCURACY_GRID, type Acceptance, countAcceptance, rate, type ScoredPairs } from './acceptance.ts';

export interface FoldAccuracy {
  readonly accuracy: number;
  /** The first of the thresholds with the best accuracy on the training pairs. */
  readonly threshold: number;
}

/**
 * The accuracy of the test pairs at the threshold that is best on the training pairs (the first of equals).
 * Source: `calculate_roc` in facenet.py.
 */
export function testAccuracy(training: ScoredPairs, test: Acceptance): FoldAccuracy {
  const best = bestThreshold(countAcceptance(training, ACCURACY_GRID));
  const pairs = test.samePairs + test.differentPairs;
  return { accuracy: rate(correctAt(test, best), pairs), threshold: best * ACCURACY_GRID.step };
}

function bestThreshold(acceptance: Acceptance): number {
  let best = 0;
  for (let index = 1; index < acceptance.trueAccepts.length; index++) {
    if (correctAt(acceptance, index) > correctAt(acceptance, best)) best = index;
  }
  return best;
}

/** True accepts and true rejects together. */
const correctAt = ({ trueAccepts, falseAccepts, differentPairs }: Acceptance, index: number): number =>
  (trueAccepts[index] ?? 0) + differentPairs - (falseAccepts[index] ?? 0);
