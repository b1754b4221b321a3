import { visitNearPairs, type PackedVectors } from './packed-vectors.ts';

export interface NearGraphOptions {
  /** Squared distance up to which two vectors are near. */
  readonly limit: number;
  /** Near vectors that are kept of each, the nearest. */
  readonly neighbours: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The pairs of near vectors, each from one side or from both: of every vector the nearest.
 *
 * @throws FacekitError `interrupted`
 */
export async function nearGraph(
  vectors: PackedVectors,
  options: NearGraphOptions,
): Promise<Iterable<[number, number]>> {
  const nearest = new NearestOfEach(vectors.count, options.neighbours);
  await visitNearPairs(vectors, options, (first, second, distance) => {
    nearest.add(first, second, distance);
    nearest.add(second, first, distance);
  });
  return nearest.pairs();
}

/** Lists of at most so many neighbours. */
class NearestOfEach {
  readonly #most: number;
  readonly #counts: Int32Array;
  readonly #neighbours: Int32Array;
  readonly #distances: Float32Array;
  /** Of full lists: the farthest in it. */
  readonly #farthest: Int32Array;

  constructor(count: number, most: number) {
    this.#most = most;
    this.#counts = new Int32Array(count);
    this.#neighbours = new Int32Array(count * most);
    this.#distances = new Float32Array(count * most);
    this.#farthest = new Int32Array(count);
  }

  add(item: number, neighbour: number, distance: number): void {
    const count = this.#counts[item] ?? 0;
    const isFull = count === this.#most;
    const place = isFull ? (this.#farthest[item] ?? 0) : item * this.#most + count;
    if (isFull && distance >= (this.#distances[place] ?? 0)) return;
    this.#neighbours[place] = neighbour;
    this.#distances[place] = distance;
    if (!isFull) this.#counts[item] = count + 1;
    if (count + 1 >= this.#most) this.#farthest[item] = this.#findFarthest(item);
  }

  #findFarthest(item: number): number {
    const start = item * this.#most;
    let farthest = start;
    for (let place = start + 1; place < start + this.#most; place++)
      if ((this.#distances[place] ?? 0) > (this.#distances[farthest] ?? 0)) farthest = place;
    return farthest;
  }

  *pairs(): Generator<[number, number]> {
    for (const [item, count] of this.#counts.entries()) {
      const start = item * this.#most;
      for (let place = start; place < start + count; place++) yield [item, this.#neighbours[place] ?? item];
    }
  }
}
