import { asEmbedding, type Embedding } from '../../core/embedding.ts';
import { FacekitError } from '../../core/errors.ts';
import { norm } from '../../core/vector.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from './contents.ts';

/** How far from 1 the length of an embedding may be: half precision and decimals of other programs stay well below. */
const TOLERANCE = 1e-3;

export interface UnitLengthOptions {
  readonly metadata: Pick<EmbeddingFileMetadata, 'flip'>;
  /** The file, for the message. */
  readonly file: string;
  /** Whether other lengths are scaled to 1 instead of refused. */
  readonly normalize: boolean;
}

/**
 * Rows whose embeddings have length 1, as those of every embedder of facekit: with mirrored faces each half has. Distances and
 * thresholds mean nothing for others, and a support vector machine may not end on them.
 *
 * @throws FacekitError `embedding-not-unit` naming the image; with `normalize` only for zeros, which have no direction
 */
export const unitLengthRows = (rows: readonly EmbeddingRow[], options: UnitLengthOptions): readonly EmbeddingRow[] =>
  rows.map((row) => {
    const parts = options.metadata.flip ? 2 : 1;
    const lengths = lengthsOf(row.embedding, parts);
    if (lengths.every((length) => Math.abs(length - 1) <= TOLERANCE)) return row;
    if (options.normalize && lengths.every((length) => length > 0))
      return { ...row, embedding: scaled(row.embedding, lengths) };
    throw refused(row, lengths, options);
  });

/** Euclidean lengths of the equal parts of a vector, summed in double precision: no float32 overflows there. */
function lengthsOf(embedding: Float32Array, parts: number): number[] {
  const size = embedding.length / parts;
  return Array.from({ length: parts }, (_, part) => norm(embedding.subarray(part * size, (part + 1) * size)));
}

function scaled(embedding: Float32Array, lengths: readonly number[]): Embedding {
  const size = embedding.length / lengths.length;
  return asEmbedding(embedding.map((value, i) => value / (lengths[Math.floor(i / size)] ?? 1)));
}

function refused(
  { path }: EmbeddingRow,
  lengths: readonly number[],
  { file, normalize }: UnitLengthOptions,
): FacekitError {
  const odd = lengths.find((length) => !(Math.abs(length - 1) <= TOLERANCE)) ?? 0;
  const remedy =
    odd === 0
      ? normalize
        ? 'zeros have no direction, embed the image again'
        : 'make the file again with facekit embed'
      : 'make the file again with facekit embed, or scale its embeddings with `normalize`';
  return new FacekitError(
    'embedding-not-unit',
    `Expected embeddings of length 1 in ${file} but that of ${path} has length ${Number(odd.toPrecision(4))}: ${remedy}.`,
  );
}
