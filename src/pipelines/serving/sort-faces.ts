import { clusterFaces } from '../../clustering/cluster-faces.ts';
import { usageError } from '../../core/errors.ts';
import { groupBy } from '../../core/group.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { clusteringThreshold } from '../../models/clustering-threshold.ts';

/** A face that a client keeps. */
export interface AlbumFace {
  /** Of its photograph, any number: two faces of one are two people. */
  readonly photograph: number;
  readonly embedding: Float32Array;
}

export interface SortOptions {
  /** What the embeddings are. */
  readonly metadata: EmbeddingFileMetadata;
  /** Mean squared distance up to which two groups are one person. Default: the model's. */
  readonly threshold?: number | undefined;
  readonly signal: AbortSignal;
}

/** Faces by person: the places of those of each, the largest group first. */
export interface SortedFaces {
  readonly threshold: number;
  readonly groups: readonly (readonly number[])[];
}

/**
 * Sorts the faces of an album by person, as `facekit cluster` does.
 *
 * @throws FacekitError `usage` for embeddings of another length, and without a threshold; `embedding-not-finite`
 */
export async function sortFaces(
  faces: readonly AlbumFace[],
  { metadata, threshold = clusteringThreshold(metadata), signal }: SortOptions,
): Promise<SortedFaces> {
  const other = faces.find(({ embedding }) => embedding.length !== metadata.dimension);
  if (other)
    throw usageError(`Expected embeddings of ${metadata.dimension} numbers but received ${other.embedding.length}.`);
  const places = groupBy([...faces.keys()], (place) => faces[place]?.photograph);
  const apart = [...places.values()].filter(({ length }) => length > 1);
  const groups = await clusterFaces(
    faces.map(({ embedding }) => embedding),
    { threshold, rules: { together: [], apart }, signal },
  );
  return { threshold, groups };
}
