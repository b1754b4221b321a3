import { type Acceptance, countAcceptance, FAR_GRID, rate, type ScoredPairs } from './acceptance.ts';

export interface ValidationRate {
  readonly validationRate: number;
  readonly falseAcceptRate: number;
  /** Where the training pairs reach the FAR target; 0, which accepts nothing, when they never do. */
  readonly farThreshold: number;
}

/**
 * Shares of genuine and of impostor test pairs that are accepted at the threshold where the training pairs have the
 * target false accept rate. A set without pairs of a kind has rate 0 there; upstream divides by zero.
 * Source: `calculate_val` in facenet.py.
 */
export function testValidationRate(training: ScoredPairs, test: ScoredPairs, farTarget: number): ValidationRate {
  const farThreshold = thresholdAtFar(countAcceptance(training, FAR_GRID), farTarget);
  const { genuine, impostors } = countBelow(test, farThreshold);
  const samePairs = test.same.filter(Boolean).length;
  return {
    validationRate: rate(genuine, samePairs),
    falseAcceptRate: rate(impostors, test.same.length - samePairs),
    farThreshold,
  };
}

/**
 * The threshold of a false accept rate, linear between the last grid threshold that does not exceed the target and the
 * next; 0 when the target is never reached. FAR is a staircase with many equal values, for which
 * upstream's spline has no definite value: the end of the last step at or below the target is taken.
 */
export function thresholdAtFar({ falseAccepts, differentPairs }: Acceptance, target: number): number {
  const { step } = FAR_GRID;
  const farAt = (index: number): number => rate(falseAccepts[index] ?? 0, differentPairs);
  const last = falseAccepts.length - 1;
  if (farAt(last) < target) return 0;
  if (farAt(last) === target) return last * step;
  let index = 0;
  while (farAt(index + 1) <= target) index++;
  const [below, above] = [farAt(index), farAt(index + 1)];
  return index * step + ((target - below) / (above - below)) * ((index + 1) * step - index * step);
}

function countBelow({ distances, same }: ScoredPairs, threshold: number): { genuine: number; impostors: number } {
  let genuine = 0;
  let impostors = 0;
  for (let pair = 0; pair < distances.length; pair++) {
    if ((distances[pair] ?? 0) >= threshold) continue;
    if (same[pair]) genuine++;
    else impostors++;
  }
  return { genuine, impostors };
}
