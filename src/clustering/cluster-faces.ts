import { type Interruptible, usageError } from '../core/errors.ts';
import { Cohorts, MOST_LOWERED } from './cohorts.ts';
import { GraphClusters } from './graph-clusters.ts';
import { agglomerate, type Clusters } from './linkage.ts';
import { DistanceMatrix, MatrixClusters } from './matrix-clusters.ts';
import { NearestOfEach } from './nearest-of-each.ts';
import { packVectors, visitNearPairs } from './packed-vectors.ts';
import type { PairRules } from './pair-rules.ts';
import { Partition } from './partition.ts';
import { unitVectors } from './unit-vectors.ts';

/** Faces up to which all distances are kept: half a gigabyte. */
const MOST_IN_MATRIX = 15_000;
/** Nearest faces of each that are looked at, where there are more. */
const NEIGHBOURS = 64;
/** The farthest that two vectors of length 1 may be. */
const FARTHEST = 4;
/** How far the distances that choose neighbours may be from those that decide. */
const ROUNDING = 1e-3;

export interface ClusteringOptions extends Interruptible {
  /** Mean squared Euclidean distance up to which two groups are one person, raised or lowered by the cohorts of their faces. */
  readonly threshold: number;
  /** What is known beforehand. */
  readonly rules?: PairRules | undefined;
  /** Faces up to which all distances are kept. Default 15,000. */
  readonly mostInMatrix?: number | undefined;
  /** Nearest faces of each that are looked at above that. Default 64. */
  readonly neighbours?: number | undefined;
}

/**
 * Groups faces by person: average linkage on the squared Euclidean distances of embeddings scaled to length 1, raised where both faces are near
 * to many other people's and lowered where they are near to few, under the rules. Above
 * 15,000 faces, only those groups are compared that hold faces near each other: the same groups, unless a person has many hundred faces.
 * The same faces in the same order give the same groups.
 *
 * @param embeddings all of one length
 * @returns the groups, the largest first, each the places of its faces, ascending
 * @throws FacekitError `usage`, `embedding-length`, `embedding-not-finite`, `interrupted`
 */
export async function clusterFaces(
  embeddings: readonly Float32Array[],
  options: ClusteringOptions,
): Promise<readonly (readonly number[])[]> {
  const { threshold, mostInMatrix = MOST_IN_MATRIX } = options;
  if (!(Number.isFinite(threshold) && threshold >= 0))
    throw usageError(`Expected a distance of 0 or more for \`threshold\` but received ${threshold}.`);
  const partition = new Partition(embeddings.length);
  const vectors = unitVectors(embeddings);
  const clusters = await (embeddings.length <= mostInMatrix ? inMatrix : inGraph)(vectors, options, partition);
  for (const { kept, gone } of agglomerate(clusters, embeddings.length, threshold)) partition.join(kept, gone);
  return partition.groups();
}

interface Vectors {
  readonly numbers: Float32Array;
  readonly dimension: number;
}

async function inMatrix(
  { numbers, dimension }: Vectors,
  { threshold, rules, signal }: ClusteringOptions,
  partition: Partition,
): Promise<Clusters> {
  const count = numbers.length / dimension;
  const matrix = new DistanceMatrix(count);
  const cohorts = new Cohorts(count, threshold);
  await visitNearPairs(packVectors(numbers, dimension), { limit: FARTHEST, signal }, (first, second, distance) => {
    matrix.set(first, second, distance);
    cohorts.add(first, second, distance);
  });
  matrix.raise(cohorts.raises());
  const clusters = new MatrixClusters(matrix);
  joinKnown(clusters, rules, partition);
  for (const apart of rules?.apart ?? []) {
    const names = partition.namesOf(apart);
    for (const [i, a] of names.entries()) for (const b of names.slice(i + 1)) clusters.keepApart(a, b);
  }
  return clusters;
}

async function inGraph(
  { numbers, dimension }: Vectors,
  { threshold, rules, neighbours = NEIGHBOURS, signal }: ClusteringOptions,
  partition: Partition,
): Promise<Clusters> {
  const count = numbers.length / dimension;
  const near = new NearestOfEach(count, neighbours);
  const cohorts = new Cohorts(count, threshold);
  const limit = threshold + ROUNDING;
  const farthest = Math.max(limit + MOST_LOWERED, cohorts.until);
  await visitNearPairs(packVectors(numbers, dimension), { limit: farthest, signal }, (first, second, distance) => {
    if (distance <= limit + MOST_LOWERED) near.add(first, second, distance);
    cohorts.add(first, second, distance);
  });
  const clusters = new GraphClusters(numbers, dimension, { raises: cohorts.raises(), pairs: near.pairs(), limit });
  joinKnown(clusters, rules, partition);
  for (const [rule, apart] of (rules?.apart ?? []).entries())
    for (const name of partition.namesOf(apart)) clusters.putUnderRule(name, rule);
  return clusters;
}

function joinKnown(clusters: Clusters, rules: PairRules | undefined, partition: Partition): void {
  for (const [first, ...others] of rules?.together ?? []) {
    for (const other of others) {
      const [a, b] = partition.namesOf([first ?? other, other]);
      if (a === undefined || b === undefined) continue;
      const [kept, gone] = a < b ? [a, b] : [b, a];
      clusters.merge(kept, gone);
      partition.join(kept, gone);
    }
  }
}
