import type { Calibration } from '../contents.ts';
import type { PersonRule } from '../person-rule.ts';

/** The share of unknown people that may get a name, unless another is asked for. */
export const DEFAULT_TARGET_FPIR = 0.01;

/** Where a threshold is and how it was found. */
export type FoundThreshold = Pick<Calibration, 'threshold' | 'method'>;

export interface ThresholdOptions {
  /** The share of unknown people that may get a name: the false-positive identification rate. */
  readonly targetFpir: number;
  /** How many people the gallery has. */
  readonly people: number;
  /** How distances from people are measured. */
  readonly rule: PersonRule;
}

/** A quantile is taken where at least so many of the distances lie below it. */
const LEAST_BELOW = 3;

/**
 * The distance above which a face is nobody of a gallery, from the distances of people to the nearest other person: what they would get if
 * they were unknown (leave one person out, one face each). The quantile at the target rate where there are enough of them; else that of a
 * Gumbel distribution, the limit of the least of many (Gumbel 1958), fitted by its moments.
 *
 * @param nearest squared Euclidean distances, one for each person, in any order
 */
export function findThreshold(
  nearest: readonly number[],
  { targetFpir, people, rule }: ThresholdOptions,
): FoundThreshold {
  const below = Math.floor(nearest.length * targetFpir);
  if (below >= LEAST_BELOW) {
    const sorted = Float64Array.from(nearest).sort();
    return { threshold: sorted[below] ?? 0, method: 'quantile' };
  }
  return {
    threshold: gumbelQuantile(momentsOf(nearest, usualMoments(people, rule)), targetFpir),
    method: 'extreme-value',
  };
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** Euler and Mascheroni's constant, by which the mean of a Gumbel distribution is off its mode. */
const EULER = 0.5772156649;

/** Of minima: the share `rate` of them is below it. */
function gumbelQuantile({ mean, deviation }: Moments, rate: number): number {
  const scale = (deviation * Math.sqrt(6)) / Math.PI;
  return Math.max(0, mean + scale * (EULER + Math.log(-Math.log1p(-rate))));
}

/** What is usual counts as much as so many people. */
const WORTH = 10;

function momentsOf(nearest: readonly number[], usual: Moments): Moments {
  const count = nearest.length;
  const mean = nearest.reduce((sum, distance) => sum + distance, 0) / Math.max(count, 1);
  const variance = nearest.reduce((sum, distance) => sum + (distance - mean) ** 2, 0) / Math.max(count, 1);
  const drawn = (found: number, prior: number): number => (count * found + WORTH * prior) / (count + WORTH);
  return { mean: drawn(mean, usual.mean), deviation: Math.sqrt(drawn(variance, usual.deviation ** 2)) };
}

/**
 * The distance of an unknown face to the nearest of so many people, as facenet-vggface2 and mobilefacenet have it on LFW: it falls as that of
 * the least of normally distributed ones, and spreads less. A cohort takes most of that back. What people's own faces raise distances by is
 * left out, which makes up for people with several faces being a little nearer to everybody.
 */
function usualMoments(people: number, rule: PersonRule): Moments {
  const log = Math.log(Math.max(people, 1));
  return rule === 'cohort' || rule === 'spread'
    ? { mean: 1.95 - 0.22 * Math.sqrt(2 * log), deviation: 0.25 / (1 + 0.2 * log) }
    : { mean: 2 - 0.27 * Math.sqrt(2 * log), deviation: 0.25 / (1 + 0.2 * log) };
}
