import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Interruptible, interruptedError } from '../core/errors.ts';
import { groupBy } from '../core/group.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { type Interval, percentileInterval, resampled } from './bootstrap.ts';
import type { VerificationReport } from './verification-report.ts';
import { evaluateScoredPairs } from './verification.ts';

/** Ranges that hold the figures with a confidence of 95 %. */
export interface VerificationIntervals {
  /** How often pairs were resampled. */
  readonly resamples: number;
  readonly accuracy: Interval;
  readonly validationRate: Interval;
  readonly areaUnderCurve: Interval;
}

export interface IntervalOptions extends Interruptible {
  /** Default 1000. */
  readonly resamples?: number;
  /** The same seed gives the same intervals. Default 666. */
  readonly seed?: number;
}

const CONFIDENCE = 0.95;

type Figures = ReturnType<typeof evaluateScoredPairs>;

/**
 * Bootstrap intervals of an evaluation: in each fold, as many pairs of one person and of two are drawn with replacement as it has, and the
 * whole protocol is evaluated again. Pairs count as independent, though images occur in several: the intervals are a little narrow for
 * that. Distances stay as their own fold saw them, also where a mean was subtracted.
 *
 * @param same whether each pair is of one person
 * @throws FacekitError `interrupted`
 */
export async function verificationIntervals(
  { distances, foldOf, farTarget }: Pick<VerificationReport, 'distances' | 'foldOf' | 'farTarget'>,
  same: readonly boolean[],
  { resamples = 1000, seed = 666, signal }: IntervalOptions = {},
): Promise<VerificationIntervals> {
  const random = seededRandom(seed, 0);
  const places = distances.map((_, place) => place);
  const strata = [...groupBy(places, (place) => `${foldOf[place]} ${same[place]}`).values()];
  const samples: Figures[] = [];
  for (let i = 0; i < resamples; i++) {
    const sample = strata.flatMap((stratum) => resampled(stratum, random));
    const pairs = {
      distances: Float64Array.from(sample, (place) => distances[place] ?? NaN),
      same: sample.map((place) => same[place] ?? false),
    };
    samples.push(
      evaluateScoredPairs(
        pairs,
        sample.map((place) => foldOf[place] ?? 0),
        farTarget,
      ),
    );
    await nextTurn();
    if (signal?.aborted) throw interruptedError('Interrupted while intervals were computed.', signal);
  }
  const intervalOf = (read: (sample: Figures) => number): Interval => percentileInterval(samples.map(read), CONFIDENCE);
  return {
    resamples,
    accuracy: intervalOf(({ accuracy }) => accuracy.mean),
    validationRate: intervalOf(({ validationRate }) => validationRate.mean),
    areaUnderCurve: intervalOf(({ areaUnderCurve }) => areaUnderCurve),
  };
}
