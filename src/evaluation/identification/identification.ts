import { setImmediate as nextTurn } from 'node:timers/promises';
import { FacekitError, type Interruptible, interruptedError } from '../../core/errors.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { type Interval, percentileInterval, resampled } from '../bootstrap.ts';
import { mean } from '../../core/vector.ts';
import { drawRoles, type DrawOptions } from './draw.ts';
import { ratesOf, type IdentificationRates } from './rates.ts';
import type { PersonDistance } from './person-distance.ts';
import { search, type Searches } from './searches.ts';

/** False positive identification rates of the curve. */
export const FPIRS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1] as const;
/** Ranks of the cumulative match characteristic. */
const RANKS = 20;
const CONFIDENCE = 0.95;

export interface IdentificationOptions extends DrawOptions, Interruptible {
  /** How often people are drawn. */
  readonly draws: number;
  /** How often results are resampled for the intervals. */
  readonly resamples: number;
}

/** A rate with its interval. */
export interface Rate {
  /** Over the draws. */
  readonly mean: number;
  /** Of 95 %: people resampled within a draw, and draws. */
  readonly interval: Interval;
}

/** How well people are found among those that are enrolled, and unknown identities kept out. Rates lie in [0, 1]. */
export interface IdentificationFigures {
  readonly people: number;
  /** Faces of these people. */
  readonly faces: number;
  readonly draws: number;
  /** Means over the draws. */
  readonly perDraw: { readonly enrolled: number; readonly mated: number; readonly nonMated: number };
  /** Open set: the detection and identification rate at each false positive identification rate. */
  readonly dir: readonly (Rate & { readonly fpir: number; readonly threshold: number })[];
  /** Closed set: that the right person is the first, and among the first 1, 2, …, 20. */
  readonly rank1: Rate;
  readonly cmc: readonly number[];
}

/**
 * Measures identification by random draws of who is enrolled. A search finds the person nearest to the face; it counts in the
 * open set when that distance is below a threshold, which is set so that no more than a share of the non-mated searches pass it.
 *
 * Sources: Phillips, Grother and Micheals, "Evaluation methods in face recognition" (Handbook of Face Recognition, 2011) and NIST FRTE
 * 1:N (TPIR at rank 1 is this rate); Best-Rowden et al. 2014 measure LFW so, with a gallery of one image a person.
 *
 * @param names the person of each face
 * @throws FacekitError `too-few-people`, `interrupted`
 */
export async function evaluateIdentification(
  names: readonly string[],
  distance: PersonDistance,
  options: IdentificationOptions,
): Promise<IdentificationFigures> {
  const people = peopleWithTwo(names);
  const draws: Searches[] = [];
  for (let number = 0; number < options.draws; number++) {
    draws.push(search(drawRoles(people, options, number), distance, { withCohort: true }));
    await giveWay(options.signal);
  }
  const rates = draws.map((searches) => ratesOf(searches, FPIRS, RANKS));
  const samples = await resample(draws, options);
  const rateOf = (read: (rates: IdentificationRates) => number): Rate => ({
    mean: mean(rates.map(read)),
    interval: percentileInterval(samples.map(read), CONFIDENCE),
  });
  const meanOf = (count: (searches: Searches) => number): number => mean(draws.map(count));
  return {
    people: people.length,
    faces: people.flat().length,
    draws: draws.length,
    perDraw: {
      enrolled: meanOf(({ mated }) => mated.length),
      mated: meanOf(({ mated }) => mated.flat().length),
      nonMated: meanOf(({ nonMated }) => nonMated.flat().length),
    },
    dir: FPIRS.map((fpir, i) => ({
      fpir,
      ...rateOf(({ dir }) => dir[i] ?? NaN),
      threshold: mean(rates.map(({ thresholds }) => thresholds[i] ?? NaN).filter(Number.isFinite)),
    })),
    rank1: rateOf(({ cmc }) => cmc[0] ?? NaN),
    cmc: Array.from({ length: RANKS }, (_, i) => mean(rates.map(({ cmc }) => cmc[i] ?? NaN))),
  };
}

function peopleWithTwo(names: readonly string[]): number[][] {
  const byName = new Map<string, number[]>();
  for (const [place, name] of names.entries()) byName.set(name, [...(byName.get(name) ?? []), place]);
  const people = [...byName.values()].filter((faces) => faces.length >= 2);
  if (people.length >= 4) return people;
  throw new FacekitError(
    'too-few-people',
    `Expected at least 4 people with two images each, half of them as unknown identities, but found ${people.length}: add people, or images of those with one.`,
  );
}

/** Rates of draws taken at random, each with its people drawn with replacement. */
async function resample(
  draws: readonly Searches[],
  { resamples, seed, draws: count, signal }: IdentificationOptions,
): Promise<IdentificationRates[]> {
  const random = seededRandom(seed, count);
  const samples: IdentificationRates[] = [];
  for (let i = 0; i < resamples; i++) {
    const [draw] = resampled(draws, random);
    if (!draw) break;
    const sample = { mated: resampled(draw.mated, random), nonMated: resampled(draw.nonMated, random) };
    samples.push(ratesOf(sample, FPIRS, 1));
    if (i % 10 === 0) await giveWay(signal);
  }
  return samples;
}

async function giveWay(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn();
  if (signal?.aborted) throw interruptedError('Interrupted while people were looked for; nothing is kept.', signal);
}
