import { mean } from '../../../core/vector.ts';

/** Who a face shows, by one look at it. */
export interface Vote {
  /** Null for nobody of the gallery. */
  readonly person: string | null;
  /** Squared Euclidean distance to the person, or to the nearest where it is nobody; null in an empty gallery. */
  readonly distance: number | null;
}

/**
 * The name of a face that is followed: what enough of the last looks agree on. A name that stands stays until as many agree on another
 * one.
 */
export class Votes {
  readonly #agreeing: number;
  readonly #last: Vote[] = [];
  #settled: Vote | undefined;

  /** @param agreeing how many of the last looks, of which twice as many less one count, must agree */
  constructor(agreeing: number) {
    this.#agreeing = agreeing;
  }

  /** Undefined until enough agree. The distance is the mean of those that agreed last. */
  get settled(): Vote | undefined {
    return this.#settled;
  }

  add(vote: Vote): void {
    this.#last.push(vote);
    if (this.#last.length >= 2 * this.#agreeing) this.#last.shift();
    const alike = this.#last.filter(({ person }) => person === vote.person);
    if (alike.length >= this.#agreeing) this.#settled = { person: vote.person, distance: meanDistance(alike) };
  }
}

function meanDistance(votes: readonly Vote[]): number | null {
  const distances = votes.flatMap(({ distance }) => distance ?? []);
  return distances.length === 0 ? null : mean(distances);
}
