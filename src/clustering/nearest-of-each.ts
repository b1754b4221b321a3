export interface NearPair {
  readonly items: readonly [number, number];
  readonly distance: number;
}

/** Of each of many items the nearest others, at most so many. */
export class NearestOfEach {
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

  /** Keeps a pair on both sides, or on the one where it is among the nearest. */
  add(first: number, second: number, distance: number): void {
    this.#addTo(first, second, distance);
    this.#addTo(second, first, distance);
  }

  #addTo(item: number, neighbour: number, distance: number): void {
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

  /** The distances of an item's neighbours, in no order. */
  distancesOf(item: number): Float32Array {
    const start = item * this.#most;
    return this.#distances.subarray(start, start + (this.#counts[item] ?? 0));
  }

  /** Each pair from one side or from both. */
  *pairs(): Generator<NearPair> {
    for (const [item, count] of this.#counts.entries()) {
      const start = item * this.#most;
      for (let place = start; place < start + count; place++)
        yield { items: [item, this.#neighbours[place] ?? item], distance: this.#distances[place] ?? 0 };
    }
  }
}
