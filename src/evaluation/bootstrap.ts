import type { Random } from '../core/random.ts';

/** A range that holds a figure with a stated confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The percentile interval of the bootstrap: what lies in the middle of a figure's values on resampled data, linearly between them as
 * NumPy's `quantile` does. Source: Efron and Tibshirani 1993, "An introduction to the bootstrap", section 13.3.
 *
 * @param values at least one
 * @param confidence between 0 and 1, such as 0.95
 */
export function percentileInterval(values: readonly number[], confidence: number): Interval {
  const sorted = Float64Array.from(values).sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

/** As many items as there are, drawn with replacement. */
export const resampled = <T>(items: readonly T[], random: Random): T[] =>
  items.map((_, i) => items[Math.floor(random() * items.length)] ?? (items[i] as T));
