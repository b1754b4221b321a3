import type { MatedSearch, Searches } from './searches.ts';

/** Rates of searches, from 0 to 1. */
export interface IdentificationRates {
  /** The detection and identification rate at each false positive identification rate that was asked for. */
  readonly dir: readonly number[];
  /** The distances below which a first candidate counts there. */
  readonly thresholds: readonly number[];
  /** Cumulative match characteristic: the share of searches whose person is among the first 1, 2, …. No threshold is asked. */
  readonly cmc: readonly number[];
}

/** The rates at false positive identification rates, and the ranks up to `ranks`. */
export function ratesOf(searches: Searches, fpirs: readonly number[], ranks: number): IdentificationRates {
  const mated = searches.mated.flat();
  const nonMated = Float64Array.from(searches.nonMated.flat()).sort();
  const thresholds = fpirs.map((fpir) => thresholdAt(nonMated, fpir));
  return {
    thresholds,
    dir: thresholds.map((threshold) => share(mated, ({ rank, distance }) => rank === 1 && distance < threshold)),
    cmc: Array.from({ length: ranks }, (_, i) => share(mated, ({ rank }) => rank <= i + 1)),
  };
}

/**
 * The largest threshold at which no more than that share of non-mated searches finds somebody: below it, so that of equally near ones
 * none does.
 *
 * @param nonMated distances of non-mated searches, ascending
 */
export function thresholdAt(nonMated: Float64Array, fpir: number): number {
  // 0.29 × 100 is 28.999999999999996 in floating point.
  const allowed = Math.floor(fpir * nonMated.length + 1e-9);
  return nonMated[allowed] ?? Infinity;
}

const share = (searches: readonly MatedSearch[], isRight: (search: MatedSearch) => boolean): number =>
  searches.length === 0 ? NaN : searches.filter(isRight).length / searches.length;
