import type { Clusters, Neighbour } from './linkage.ts';
import type { NearPair } from './nearest-of-each.ts';

export interface FaceGraph {
  /** What each item adds to its distances. */
  readonly raises: Float64Array;
  /** Of items that are near each other, with their distances before that. */
  readonly pairs: Iterable<NearPair>;
  /** Pairs farther than this, with what they add, do not count. */
  readonly limit: number;
}

/**
 * Clusters by average linkage without a matrix. The mean squared distance between two clusters of vectors of length 1 follows from the
 * sums of their vectors, 2 − 2 (a·b) / (|A| |B|), and of what their items add; which pairs of clusters are looked at follows from a graph of near pairs of items.
 * With every pair within a limit in the graph, the merges within that limit are those of the matrix: a mean is never below its smallest part.
 */
export class GraphClusters implements Clusters {
  /** Of the vectors of each cluster; it is changed. */
  readonly #sums: Float32Array;
  readonly #dimension: number;
  /** What the items of each cluster add, summed up. */
  readonly #raises: Float64Array;
  readonly #sizes: Float64Array;
  /** Of clusters that are there: those they have an edge to. */
  readonly #neighbours: (Set<number> | undefined)[];
  /** Rules that a cluster falls under: two clusters under one rule stay apart. */
  readonly #rules = new Map<number, Set<number>>();

  /**
   * @param vectors of length 1, one after the other; they are overwritten
   */
  constructor(vectors: Float32Array, dimension: number, { raises, pairs, limit }: FaceGraph) {
    const count = vectors.length / dimension;
    this.#sums = vectors;
    this.#dimension = dimension;
    this.#raises = Float64Array.from(raises);
    this.#sizes = new Float64Array(count).fill(1);
    this.#neighbours = Array.from({ length: count }, () => new Set<number>());
    for (const {
      items: [a, b],
      distance,
    } of pairs) {
      if (distance + (raises[a] ?? 0) + (raises[b] ?? 0) > limit) continue;
      this.#neighbours[a]?.add(b);
      this.#neighbours[b]?.add(a);
    }
  }

  isActive(cluster: number): boolean {
    return this.#neighbours[cluster] !== undefined;
  }

  nearest(cluster: number, preferred: number | undefined): Neighbour | undefined {
    let found = preferred ?? -1;
    let distance = preferred === undefined ? Infinity : this.#distance(cluster, preferred);
    for (const other of this.#neighbours[cluster] ?? []) {
      if (other === preferred || this.#areApart(cluster, other)) continue;
      const between = this.#distance(cluster, other);
      if (between < distance || (between === distance && found !== preferred && other < found))
        [found, distance] = [other, between];
    }
    return found < 0 ? undefined : { cluster: found, distance };
  }

  merge(kept: number, gone: number): void {
    const neighbours = this.#neighbours[kept] ?? new Set();
    const others = this.#neighbours[gone] ?? new Set();
    this.putAside(gone);
    for (const other of others) {
      if (other === kept) continue;
      neighbours.add(other);
      this.#neighbours[other]?.add(kept);
    }
    const [into, from] = [kept * this.#dimension, gone * this.#dimension];
    for (let i = 0; i < this.#dimension; i++)
      this.#sums[into + i] = (this.#sums[into + i] ?? 0) + (this.#sums[from + i] ?? 0);
    this.#sizes[kept] = (this.#sizes[kept] ?? 1) + (this.#sizes[gone] ?? 1);
    this.#raises[kept] = (this.#raises[kept] ?? 0) + (this.#raises[gone] ?? 0);
    for (const rule of this.#rules.get(gone) ?? []) this.putUnderRule(kept, rule);
  }

  putAside(cluster: number): void {
    for (const other of this.#neighbours[cluster] ?? []) this.#neighbours[other]?.delete(cluster);
    this.#neighbours[cluster] = undefined;
  }

  /** Clusters under one rule are never merged. */
  putUnderRule(cluster: number, rule: number): void {
    const rules = this.#rules.get(cluster);
    if (rules) rules.add(rule);
    else this.#rules.set(cluster, new Set([rule]));
  }

  #areApart(a: number, b: number): boolean {
    const [rulesOfA, rulesOfB] = [this.#rules.get(a), this.#rules.get(b)];
    if (!rulesOfA || !rulesOfB) return false;
    const [few, many] = rulesOfA.size < rulesOfB.size ? [rulesOfA, rulesOfB] : [rulesOfB, rulesOfA];
    for (const rule of few) if (many.has(rule)) return true;
    return false;
  }

  #distance(a: number, b: number): number {
    const [startA, startB] = [a * this.#dimension, b * this.#dimension];
    let product = 0;
    for (let i = 0; i < this.#dimension; i++) product += (this.#sums[startA + i] ?? 0) * (this.#sums[startB + i] ?? 0);
    const [sizeOfA, sizeOfB] = [this.#sizes[a] ?? 1, this.#sizes[b] ?? 1];
    const raised = (this.#raises[a] ?? 0) / sizeOfA + (this.#raises[b] ?? 0) / sizeOfB;
    return Math.max(0, 2 - (2 * product) / (sizeOfA * sizeOfB)) + raised;
  }
}
