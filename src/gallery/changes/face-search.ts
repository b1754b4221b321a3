import type { NearOwner, NearRow } from '../search/nearest.ts';

/** How many people are asked for, and among whom. */
export interface NearestOwnersQuery {
  readonly top: number;
  /** Whether the mean of a person's faces counts as much as the nearest one. */
  readonly withMeans: boolean;
  /** With that: whether distances are raised from people whose own faces are near each other. */
  readonly withSpread: boolean;
  /** The names of those who are meant. Default: everybody. */
  readonly among?: readonly string[] | undefined;
}

/** What finds faces of a gallery by their embeddings: in memory, or where the embeddings are kept. */
export interface FaceSearch {
  /** The embeddings in rows, in their order. */
  embeddingsIn(rows: readonly number[]): Promise<Float32Array[]>;
  /** The rows with the highest inner products with each embedding, the highest first and of equal ones the earlier. */
  nearestRows(embeddings: readonly Float32Array[], top: number): Promise<NearRow[][]>;
  /** The numbers of the people who are most like each embedding, the most like first. */
  nearestOwners(embeddings: readonly Float32Array[], query: NearestOwnersQuery): Promise<NearOwner[][]>;
}
