import { formatOf } from './formats.ts';
import type { EmbeddingRow, EmbeddingRows } from './contents.ts';
import { readEmbeddingFile } from './read.ts';

/**
 * Opens an embedding file of any kind to go through its rows once. Of an Arrow file one batch of rows is in memory at a time, of the others all.
 *
 * @throws FacekitError as `readEmbeddingFile`
 */
export async function openEmbeddingRows(file: string): Promise<EmbeddingRows> {
  const format = await formatOf(file);
  if (format.open) return format.open(file);
  const { metadata, rows } = await readEmbeddingFile(file);
  return { metadata, count: rows.length, rows: () => inTurn(rows) };
}

async function* inTurn(rows: readonly EmbeddingRow[]): AsyncGenerator<EmbeddingRow> {
  for (const row of rows) yield await Promise.resolve(row);
}
