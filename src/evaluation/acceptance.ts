/** Evenly spaced thresholds i·step for i < count. */
export interface ThresholdGrid {
  readonly step: number;
  readonly count: number;
}

/** The thresholds of accuracy and ROC, and the finer ones of the validation rate. Source: `evaluate` in lfw.py. */
export const ACCURACY_GRID: ThresholdGrid = { step: 0.01, count: 400 };
export const FAR_GRID: ThresholdGrid = { step: 0.001, count: 4000 };

export const thresholdsOf = ({ step, count }: ThresholdGrid): number[] =>
  Array.from({ length: count }, (_, i) => i * step);

/** Some pairs: their distances and whether each shows one person. */
export interface ScoredPairs {
  readonly distances: Float64Array;
  readonly same: readonly boolean[];
}

/** How many of some pairs are accepted (distance < threshold) at each threshold of a grid. */
export interface Acceptance {
  readonly samePairs: number;
  readonly differentPairs: number;
  readonly trueAccepts: Uint32Array;
  readonly falseAccepts: Uint32Array;
}

/** The pairs for which `belongs`, as a training or a test set. */
export function selectPairs({ distances, same }: ScoredPairs, belongs: (pair: number) => boolean): ScoredPairs {
  return {
    distances: distances.filter((_, pair) => belongs(pair)),
    same: same.filter((_, pair) => belongs(pair)),
  };
}

/**
 * Counts acceptances at all thresholds in one pass: each pair is filed under the first threshold that accepts it, then the
 * files are summed up. The same counts as comparing every pair with every threshold, in time pairs + thresholds.
 */
export function countAcceptance({ distances, same }: ScoredPairs, grid: ThresholdGrid): Acceptance {
  const trueAccepts = new Uint32Array(grid.count);
  const falseAccepts = new Uint32Array(grid.count);
  let samePairs = 0;
  for (let pair = 0; pair < distances.length; pair++) {
    const accepts = same[pair] ? trueAccepts : falseAccepts;
    const index = firstAccepting(distances[pair] ?? 0, grid);
    if (index < grid.count) accepts[index] = (accepts[index] ?? 0) + 1;
    if (same[pair]) samePairs++;
  }
  accumulate(trueAccepts);
  accumulate(falseAccepts);
  return { samePairs, differentPairs: distances.length - samePairs, trueAccepts, falseAccepts };
}

/** count/total, and 0 of nothing, as `calculate_accuracy` in facenet.py has it. */
export const rate = (count: number, total: number): number => (total === 0 ? 0 : count / total);

/** Index of the first threshold above the distance. The quotient may be off by one rounding; the products decide. */
function firstAccepting(distance: number, { step, count }: ThresholdGrid): number {
  let index = Math.max(0, Math.floor(distance / step) - 1);
  while (index < count && index * step <= distance) index++;
  return index;
}

function accumulate(counts: Uint32Array): void {
  for (let i = 1; i < counts.length; i++) counts[i] = (counts[i] ?? 0) + (counts[i - 1] ?? 0);
}
