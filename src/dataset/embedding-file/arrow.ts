import { arrow as apacheArrow } from '../../formats/arrow/apache-arrow.ts';
import { arrowSchema, recordBatch } from './arrow-batch.ts';
import { METADATA_KEY, openArrow, readArrowFile } from './arrow-read.ts';
import { encodeMetadata } from './metadata.ts';
import { checkedRows } from './rows.ts';
import type { EmbeddingFormat, EmbeddingRow, EmbeddingTable, OpenOutput } from './contents.ts';

/** An Apache Arrow IPC file (Feather 2), uncompressed; the metadata is JSON in the schema's metadata, under `facekit`. */
export const arrow: EmbeddingFormat = { write, read: readArrowFile, open: openArrow };

const ROWS_PER_BATCH = 1024;

async function write(file: string, table: EmbeddingTable, open: OpenOutput): Promise<void> {
  const { dimension } = table.metadata;
  const text = JSON.stringify(encodeMetadata(table.metadata, table.count));
  const schema = arrowSchema(dimension, new Map([[METADATA_KEY, text]]));
  const out = await open(file);
  const sink = new ChunkSink();
  const writer = new apacheArrow.RecordBatchFileWriter();
  writer.reset(sink, schema);
  for await (const rows of batchesOf(table)) {
    writer.write(recordBatch(schema, dimension, rows));
    for (const chunk of sink.take()) await out.write(chunk);
  }
  writer.finish();
  for (const chunk of sink.take()) await out.write(chunk);
}

async function* batchesOf(table: EmbeddingTable): AsyncGenerator<EmbeddingRow[]> {
  let rows: EmbeddingRow[] = [];
  for await (const row of checkedRows(table)) {
    rows.push(row);
    if (rows.length < ROWS_PER_BATCH) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

/** Arrow's own queue never makes its writer wait; this one is emptied after each batch, so that one batch is in memory at a time. */
class ChunkSink extends apacheArrow.AsyncByteQueue {
  #chunks: Uint8Array[] = [];

  override write(chunk: ArrayBufferView): void {
    if (chunk.byteLength > 0) this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }

  take(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }
}
