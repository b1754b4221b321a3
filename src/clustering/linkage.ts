/** The cluster that is nearest to another, and the distance between them. */
export interface Neighbour {
  readonly cluster: number;
  readonly distance: number;
}

/**
 * Clusters with distances between them. A cluster is called by the smallest of its members. The distances are reducible: a union is never
 * nearer to a third cluster than the nearer of its parts was.
 */
export interface Clusters {
  /** Whether a cluster of this name is there, neither merged into another nor put aside. */
  isActive(cluster: number): boolean;
  /** The nearest cluster that it may be merged with; of several equally near ones `preferred`, then the smallest. */
  nearest(cluster: number, preferred: number | undefined): Neighbour | undefined;
  /** Adds the second to the first, which has the smaller name. */
  merge(kept: number, gone: number): void;
  /** Leaves a cluster out from now on: it is as large as it gets. */
  putAside(cluster: number): void;
}

/** Two clusters that became one, at the distance that they had. */
export interface Merge {
  readonly kept: number;
  readonly gone: number;
  readonly distance: number;
}

/**
 * Merges clusters, the nearest first, until none are within `limit`. The merges come in another order than by their distance, but are the
 * same (where distances are equal, one of the possible choices, always the same one).
 *
 * Source: the nearest-neighbour chain, Murtagh 1983; "Modern hierarchical, agglomerative clustering algorithms", Müllner 2011, figure 2.
 *
 * @param count of items; each that is active is a cluster, and starts a chain in its turn
 */
export function* agglomerate(clusters: Clusters, count: number, limit: number): Generator<Merge> {
  for (let start = 0; start < count; start++) {
    const chain = clusters.isActive(start) ? [start] : [];
    for (let top = chain.at(-1); top !== undefined; top = chain.at(-1)) {
      const before = chain.at(-2);
      const found = clusters.nearest(top, before);
      // Whatever is merged elsewhere, nothing comes nearer to it any more.
      if (!found || found.distance > limit) {
        clusters.putAside(top);
        chain.pop();
      } else if (found.cluster !== before) {
        chain.push(found.cluster);
      } else {
        chain.length -= 2;
        const [kept, gone] = top < before ? [top, before] : [before, top];
        clusters.merge(kept, gone);
        yield { kept, gone, distance: found.distance };
        if (chain.length === 0) chain.push(kept);
      }
    }
  }
}
