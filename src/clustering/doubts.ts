import { type NearPairsOptions, packVectors, visitNearPairs } from './packed-vectors.ts';
import { unitVectors } from './unit-vectors.ts';

/** Two groups that may be one person, by their places. */
export interface NearGroups {
  readonly groups: readonly [number, number];
  /** Mean squared distance between their faces. */
  readonly distance: number;
}

/** What a person should look at. */
export interface GroupDistances {
  /** Mean squared distance of each face from the others of its group, in the order of the groups; null for one that is alone. */
  readonly ofFaces: readonly (readonly (number | null)[])[];
  /** Pairs of groups within `limit`, the nearest first. */
  readonly near: readonly NearGroups[];
}

/**
 * How sure groups are: distances within them, and the pairs that are nearly near enough to be one.
 *
 * @param groups of places in `embeddings`
 * @throws FacekitError `interrupted`
 */
export async function measureGroups(
  embeddings: readonly Float32Array[],
  groups: readonly (readonly number[])[],
  options: NearPairsOptions,
): Promise<GroupDistances> {
  const measured = groups.map((group) => measureGroup(group.flatMap((face) => embeddings[face] ?? [])));
  const dimension = embeddings[0]?.length ?? 1;
  const means = new Float32Array(groups.length * dimension);
  for (const [i, { mean }] of measured.entries()) means.set(mean, i * dimension);
  const near: NearGroups[] = [];
  await visitNearPairs(packVectors(means, dimension), options, (first, second, distance) => {
    near.push({ groups: [first, second], distance });
  });
  return { ofFaces: measured.map(({ distances }) => distances), near: near.sort((a, b) => a.distance - b.distance) };
}

interface MeasuredGroup {
  /** Of the vectors at length 1; shorter itself. */
  readonly mean: Float32Array;
  readonly distances: readonly (number | null)[];
}

/** The mean of a·b over all others b is (a·sum − 1) / (n − 1). */
function measureGroup(embeddings: readonly Float32Array[]): MeasuredGroup {
  const { numbers, dimension } = unitVectors(embeddings);
  const count = embeddings.length;
  const sum = new Float64Array(dimension);
  for (let i = 0; i < numbers.length; i++) sum[i % dimension] = (sum[i % dimension] ?? 0) + (numbers[i] ?? 0);
  const distances = embeddings.map((_, face) => {
    if (count === 1) return null;
    const product = sum.reduce((total, value, i) => total + value * (numbers[face * dimension + i] ?? 0), 0);
    return Math.max(0, 2 - (2 * (product - 1)) / (count - 1));
  });
  return { mean: Float32Array.from(sum, (value) => value / count), distances };
}
