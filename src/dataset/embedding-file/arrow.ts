import { AsyncByteQueue, RecordBatchFileWriter, tableFromIPC, Vector, type Schema, type Table } from 'apache-arrow';
import { messageOf } from '../../core/errors.ts';
import { arrowSchema, recordBatch } from './arrow-batch.ts';
import { inWords, parseJson } from '../../core/json.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { damagedFile, parsedOf } from './errors.ts';
import { encodeMetadata, parseMetadata, type ParsedMetadata } from './metadata.ts';
import { checkedRows, parseRowEntry, readEmbedding } from './rows.ts';
import type { EmbeddingFile, EmbeddingFormat, EmbeddingRow, EmbeddingTable, OpenOutput } from './contents.ts';

/** An Apache Arrow IPC file (Feather 2), uncompressed; the metadata is JSON in the schema's metadata, under `facekit`. */
export const arrow: EmbeddingFormat = { files: (file) => [file], write, read };

const METADATA_KEY = 'facekit';
const ROWS_PER_BATCH = 1024;
const MAGIC = 'ARROW1';

async function write(file: string, table: EmbeddingTable, open: OpenOutput): Promise<void> {
  const { dimension } = table.metadata;
  const text = JSON.stringify(encodeMetadata(table.metadata, table.count));
  const schema = arrowSchema(dimension, new Map([[METADATA_KEY, text]]));
  const out = await open(file);
  const sink = new ChunkSink();
  const writer = new RecordBatchFileWriter();
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
class ChunkSink extends AsyncByteQueue {
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

async function read(file: string): Promise<EmbeddingFile> {
  const bytes = await readRegularFile(file);
  const table = parseTable(bytes, file);
  const { metadata, count } = readMetadata(table.schema, file);
  requireColumns(table.schema, metadata.dimension, file);
  if (table.numRows !== count) throw damagedFile(file, `${count} rows`, `${table.numRows} rows`);
  return { metadata, rows: readRows(table, metadata.dimension, file) };
}

/** The footer lists the batches: without it the file is cut off, wherever the cut is. */
function parseTable(bytes: Buffer, file: string): Table {
  const ends = [bytes.subarray(0, MAGIC.length), bytes.subarray(-MAGIC.length)];
  if (!ends.every((end) => end.toString('latin1') === MAGIC))
    throw damagedFile(file, `an Arrow file from its first ${MAGIC} to its last`, `${bytes.length} other bytes`);
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    throw damagedFile(file, 'an Arrow file', `one that cannot be read (${messageOf(error)})`, error);
  }
}

const readMetadata = (schema: Schema, file: string): ParsedMetadata =>
  parseMetadata(parsedOf(parseJson(schema.metadata.get(METADATA_KEY) ?? 'null'), 'metadata in JSON', file), file);

function requireColumns(schema: Schema, dimension: number, file: string): void {
  for (const { name, type } of arrowSchema(dimension, new Map()).fields) {
    const found = schema.fields.find((field) => field.name === name);
    if (String(found?.type) !== String(type))
      throw damagedFile(file, `a column ${name} of ${String(type)}`, String(found?.type ?? 'none'));
  }
}

function readRows(table: Table, dimension: number, file: string): EmbeddingRow[] {
  const column = (name: string): ((row: number) => unknown) => {
    const vector = table.getChild(name);
    return (row) => vector?.get(row) as unknown;
  };
  const [path, className, face] = [column('path'), column('class'), column('face')];
  const [box, score, embedding] = [column('box'), column('score'), column('embedding')];
  return Array.from({ length: table.numRows }, (_, i) => {
    const where = `row ${i + 1} of ${file}`;
    const corners = box(i);
    const entry = {
      path: path(i),
      class: className(i),
      face: face(i),
      box: isIterable(corners) ? [...corners] : corners,
      score: score(i),
    };
    const numbers = embedding(i);
    if (!(numbers instanceof Vector)) throw damagedFile(where, 'an embedding', inWords(numbers));
    return { ...parseRowEntry(entry, where), embedding: readEmbedding(toFloats(numbers), dimension, where) };
  });
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;

/** Copied: a view would keep the whole file in memory. */
const toFloats = (numbers: Vector): Float32Array => new Float32Array(numbers.toArray() as Float32Array);
