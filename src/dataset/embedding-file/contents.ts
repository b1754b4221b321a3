import type { Box } from '../../core/box.ts';
import type { Embedding } from '../../core/embedding.ts';
import type { RecordedDetector } from '../../detection/recorded-detector.ts';
import type { Alignment } from '../../models/known-models.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { LinearStandardisation, ModelIdentity } from '../../models/model-info.ts';

/** What every embedding file says about its embeddings: two files can be compared only where this agrees. */
export interface EmbeddingFileMetadata {
  /** Version of facekit that wrote the file. */
  readonly facekit: string;
  readonly model: ModelIdentity;
  /** Numbers in a row's embedding: twice the model's when `flip` is set. */
  readonly dimension: number;
  readonly standardisation: AnyStandardisation;
  readonly alignment: RecordedAlignment;
  /** Whether the embedding of the mirrored face is appended. */
  readonly flip: boolean;
  /** What found the faces in photographs, and how; absent for crops, and in files of before there was a choice. */
  readonly detector?: RecordedDetector | undefined;
}

/** What pixels went through first. */
export type AnyStandardisation = Standardisation | LinearStandardisation;

/** How the faces were cut out. */
export interface RecordedAlignment {
  readonly kind: Alignment['kind'];
  /** Pixels around the box, half on each side; null where crops do not say, or were not cut by their box. */
  readonly margin: number | null;
  /** Side of the square that the network saw. */
  readonly imageSize: number;
}

/** One face. */
export interface EmbeddingRow {
  /** The image as it was named or found, with forward slashes. */
  readonly path: string;
  /** The folder that the image is in. */
  readonly className: string;
  /** Place of the face among those found in the image, the most certain first; 0 for a crop. */
  readonly face: number;
  /** Where the face was found, in pixels of the image; null for a crop that was taken as it is. */
  readonly box: Box | null;
  /** The detector's probability; null where there is no box. */
  readonly score: number | null;
  readonly embedding: Embedding;
}

/** What is written to an embedding file: rows that can be gone through one at a time, and what must be known before them. */
export interface EmbeddingTable {
  readonly metadata: EmbeddingFileMetadata;
  /** Number of rows. */
  readonly count: number;
  /** The different classes of the rows, sorted by code units. */
  readonly classes: readonly string[];
  rows(): AsyncIterable<EmbeddingRow> | Iterable<EmbeddingRow>;
}

/** What is read from an embedding file. */
export interface EmbeddingFile {
  readonly metadata: EmbeddingFileMetadata;
  readonly rows: readonly EmbeddingRow[];
}

/** An embedding file whose rows can be gone through once, one at a time. */
export interface EmbeddingRows {
  readonly metadata: EmbeddingFileMetadata;
  readonly count: number;
  rows(): AsyncIterable<EmbeddingRow>;
}

/** A kind of embedding file. */
export interface EmbeddingFormat {
  /** Writes all files that belong to one of this kind, each through `open`. */
  write(file: string, table: EmbeddingTable, open: OpenOutput): Promise<void>;
  /** @throws FacekitError `embedding-file` */
  read(file: string): Promise<EmbeddingFile>;
  /** Opens it to go through its rows without all of them in memory, where the format allows that. Throws as `read`. */
  open?(file: string): Promise<EmbeddingRows>;
}

/** A file being written, not yet in its place. */
export interface OutputStream {
  write(chunk: Uint8Array | string): Promise<void>;
  /** Ends the file; returns the SHA-256 of its bytes. */
  end(): Promise<string>;
}

export type OpenOutput = (file: string) => Promise<OutputStream>;

/** The table of rows that are in memory. */
export function tableOf(metadata: EmbeddingFileMetadata, rows: readonly EmbeddingRow[]): EmbeddingTable {
  const classes = [...new Set(rows.map(({ className }) => className))].sort();
  return { metadata, count: rows.length, classes, rows: () => rows };
}
