import { readEmbeddingFile } from './read.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from './contents.ts';

/** An embedding file whose rows can be gone through one at a time. */
export interface EmbeddingRows {
  readonly metadata: EmbeddingFileMetadata;
  readonly count: number;
  rows(): AsyncIterable<EmbeddingRow>;
}

/** Opens an embedding file of any kind to go through its rows. Throws as `readEmbeddingFile`. */
export async function openEmbeddingRows(file: string): Promise<EmbeddingRows> {
  const { metadata, rows } = await readEmbeddingFile(file);
  return { metadata, count: rows.length, rows: () => toAsync(rows) };
}

async function* toAsync(rows: readonly EmbeddingRow[]): AsyncGenerator<EmbeddingRow> {
  for (const row of rows) yield await Promise.resolve(row);
}
