import { COHORT_SIZE, cohortPenalty } from '../evaluation/identification/cohort.ts';
import { NearestOfEach } from './nearest-of-each.ts';

/** Faces farther than this share of the threshold are taken for other people's. */
const OTHERS_BEYOND = 1.25;
/** How much farther than those a face of a cohort may be. */
const REACH = 0.5;
/** What two faces' distance is lowered by at most. */
export const MOST_LOWERED = 0.2;

/**
 * How near each face is to just anybody, from the squared distances of the nearest faces that are other people's by their distance alone.
 * Blurred faces, and looks that many share, are near to many: their distances mean less. The same measure as in galleries, relative to the
 * collection's mean, so that thresholds keep their scale.
 */
export class Cohorts {
  readonly #nearest: NearestOfEach;
  readonly #count: number;
  readonly #beyond: number;
  /** Distances above tell nothing. */
  readonly until: number;

  constructor(count: number, threshold: number) {
    this.#count = count;
    this.#nearest = new NearestOfEach(count, COHORT_SIZE);
    this.#beyond = OTHERS_BEYOND * threshold;
    this.until = this.#beyond + REACH;
  }

  /** The squared distance of two faces; each pair once. */
  add(first: number, second: number, distance: number): void {
    if (distance > this.#beyond && distance <= this.until) this.#nearest.add(first, second, distance);
  }

  /** What each face adds to its distances; that of two faces changes by the sum of both. */
  raises(): Float64Array {
    const penalties = Float64Array.from({ length: this.#count }, (_, face) =>
      cohortPenalty(Array.from(this.#nearest.distancesOf(face))),
    );
    const usual = penalties.reduce((sum, penalty) => sum + penalty, 0) / Math.max(1, this.#count);
    return penalties.map((penalty) => Math.max(-MOST_LOWERED, penalty - usual) / 2);
  }
}
