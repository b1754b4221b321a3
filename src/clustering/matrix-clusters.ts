import type { Clusters, Neighbour } from './linkage.ts';

/** The upper triangle of a matrix of distances, row by row, as SciPy's `pdist` has it: `count` (`count` − 1) / 2 numbers. */
export class DistanceMatrix {
  readonly count: number;
  readonly #distances: Float32Array;

  constructor(count: number, distances: Float32Array = new Float32Array((count * (count - 1)) / 2)) {
    this.count = count;
    this.#distances = distances;
  }

  /** Of two different items. */
  get(a: number, b: number): number {
    return this.#distances[this.#placeOf(a, b)] ?? Infinity;
  }

  set(a: number, b: number, distance: number): void {
    this.#distances[this.#placeOf(a, b)] = distance;
  }

  /** Adds to each distance what both items add. */
  raise(raises: Float64Array): void {
    let place = 0;
    for (let row = 0; row < this.count; row++)
      for (let column = row + 1; column < this.count; column++, place++)
        this.#distances[place] = (this.#distances[place] ?? 0) + (raises[row] ?? 0) + (raises[column] ?? 0);
  }

  #placeOf(a: number, b: number): number {
    const [row, column] = a < b ? [a, b] : [b, a];
    return row * this.count - (row * (row + 1)) / 2 + column - row - 1;
  }
}

/**
 * Clusters by average linkage with all distances in memory, which it changes. Clusters at an infinite distance are never merged, nor is
 * any cluster that holds them.
 */
export class MatrixClusters implements Clusters {
  readonly #matrix: DistanceMatrix;
  readonly #sizes: Float64Array;
  /** Ascending. */
  readonly #active: Int32Array;
  #activeCount: number;

  constructor(matrix: DistanceMatrix) {
    this.#matrix = matrix;
    this.#sizes = new Float64Array(matrix.count).fill(1);
    this.#active = Int32Array.from({ length: matrix.count }, (_, i) => i);
    this.#activeCount = matrix.count;
  }

  isActive(cluster: number): boolean {
    const place = this.#placeOf(cluster);
    return place < this.#activeCount && this.#active[place] === cluster;
  }

  nearest(cluster: number, preferred: number | undefined): Neighbour | undefined {
    let found = preferred ?? -1;
    let distance = preferred === undefined ? Infinity : this.#matrix.get(cluster, preferred);
    for (let i = 0; i < this.#activeCount; i++) {
      const other = this.#active[i] ?? 0;
      if (other === cluster) continue;
      const between = this.#matrix.get(cluster, other);
      if (between < distance) [found, distance] = [other, between];
    }
    return found < 0 ? undefined : { cluster: found, distance };
  }

  /** Source: the formula of Lance and Williams for the unweighted average. */
  merge(kept: number, gone: number): void {
    this.putAside(gone);
    const [sizeKept, sizeGone] = [this.#sizes[kept] ?? 1, this.#sizes[gone] ?? 1];
    const size = sizeKept + sizeGone;
    for (let i = 0; i < this.#activeCount; i++) {
      const other = this.#active[i] ?? 0;
      if (other === kept) continue;
      const sum = sizeKept * this.#matrix.get(kept, other) + sizeGone * this.#matrix.get(gone, other);
      this.#matrix.set(kept, other, sum / size);
    }
    this.#sizes[kept] = size;
  }

  putAside(cluster: number): void {
    const place = this.#placeOf(cluster);
    this.#active.copyWithin(place, place + 1, this.#activeCount);
    this.#activeCount -= 1;
  }

  /** Sees to it that two clusters are never merged. */
  keepApart(a: number, b: number): void {
    this.#matrix.set(a, b, Infinity);
  }

  /** Where it is, or would be, among the active ones. */
  #placeOf(cluster: number): number {
    let [low, high] = [0, this.#activeCount];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#active[middle] ?? 0) < cluster) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
