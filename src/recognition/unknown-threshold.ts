import { mean } from '../core/vector.ts';
import { normalQuantile } from '../core/normal-quantile.ts';

/** When a face is nobody of the classes: farther than `distance` from the class that it is taken for. */
export interface UnknownThreshold {
  /** Squared Euclidean distance of vectors of length 1: 0 to 4. */
  readonly distance: number;
  /** The share of unknown identities that may get a name at most. */
  readonly targetFalseAcceptRate: number;
  /** The distances that it was found from: of faces to their own class, and of people to the nearest other class. */
  readonly genuine: DistanceSummary;
  readonly impostor: DistanceSummary;
}

export interface DistanceSummary {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Cross-validated distances: no face is measured against a class that it is part of. */
export interface DistanceSample {
  readonly genuine: readonly number[];
  readonly impostor: readonly number[];
}

/** A false accept rate of unknown identities for which thresholds are made unless another is asked for. */
export const DEFAULT_TARGET_FAR = 0.01;

/**
 * What is usual for networks trained on faces. Two people with two photographs each say little about unknown identities: estimates are
 * drawn to these, which count as much as ten more people, or images. Measured with facenet-vggface2 and mobilefacenet on LFW.
 */
const USUAL = {
  genuine: { mean: 0.3, deviation: 0.14, images: 10 },
  impostor: { mean: 1.42, deviation: 0.18, people: 10 },
} as const;

/**
 * The people of a classifier are few, and unknown identities come nearer than a normal distribution fitted to them says. The shares of LFW's
 * people below a distance, from 5 % down to 0.1 %, are those of one 1.4 times as wide for facenet-vggface2 and 1.05 times for
 * mobilefacenet.
 */
const UNKNOWN_SPREAD = 1.2;

/**
 * Where the threshold lies: as many standard deviations above the mean genuine distance as below the mean impostor distance, or
 * lower where that would let more unknown identities in than the target says. A quantile of the impostor distances themselves would hang on
 * the two or three most alike people of the classes.
 *
 * @param people how many classes there are: images of one person are no independent impostors
 */
export function unknownThreshold(
  { genuine, impostor }: DistanceSample,
  { people, targetFalseAcceptRate }: { readonly people: number; readonly targetFalseAcceptRate: number },
): UnknownThreshold {
  const summaries = { genuine: summarise(genuine), impostor: summarise(impostor) };
  const { own, other } = drawnBoth(summaries, people);
  const balanced = (own.mean * other.deviation + other.mean * own.deviation) / (own.deviation + other.deviation);
  const limit = other.mean + UNKNOWN_SPREAD * normalQuantile(targetFalseAcceptRate) * other.deviation;
  return { distance: Math.max(0, Math.min(balanced, limit)), targetFalseAcceptRate, ...summaries };
}

/**
 * How fast the odds that a distance is one to the own person and not to another fall with it: the difference of the means over the
 * pooled variance, as of a linear discriminant; 0 when own distances are no smaller.
 */
export function separation(threshold: Pick<UnknownThreshold, 'genuine' | 'impostor'>, people: number): number {
  const { own, other } = drawnBoth(threshold, people);
  return Math.max(0, other.mean - own.mean) / ((own.deviation ** 2 + other.deviation ** 2) / 2);
}

function drawnBoth({ genuine, impostor }: Pick<UnknownThreshold, 'genuine' | 'impostor'>, people: number) {
  return {
    own: drawn(genuine, genuine.count, { ...USUAL.genuine, worth: USUAL.genuine.images }),
    other: drawn(impostor, people, { ...USUAL.impostor, worth: USUAL.impostor.people }),
  };
}

function summarise(distances: readonly number[]): DistanceSummary {
  const middle = mean(distances);
  const variance = mean(distances.map((distance) => (distance - middle) ** 2));
  return { count: distances.length, mean: middle, deviation: Math.sqrt(variance) };
}

type Spread = Pick<DistanceSummary, 'mean' | 'deviation'>;

/** Mean and deviation of a sample of `size`, drawn to usual ones that are worth `worth` more. */
function drawn(found: Spread, size: number, usual: Spread & { readonly worth: number }): Spread {
  const weighted = (a: number, b: number): number => (size * a + usual.worth * b) / (size + usual.worth);
  return {
    mean: weighted(found.mean, usual.mean),
    deviation: Math.sqrt(weighted(found.deviation ** 2, usual.deviation ** 2)),
  };
}
