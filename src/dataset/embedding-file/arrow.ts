import { AsyncByteQueue, RecordBatchFileWriter } from 'apache-arrow';
import type { ArrowValue } from '../../formats/arrow/columns.ts';
import { ArrowError } from '../../formats/arrow/flat-table.ts';
import { readArrow, type ArrowBatch, type ArrowTable } from '../../formats/arrow/read-arrow.ts';
import { typeInWords, type ArrowField } from '../../formats/arrow/schema.ts';
import { arrowSchema, recordBatch } from './arrow-batch.ts';
import { inWords, parseJson } from '../../core/json.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { damagedFile, parsedOf } from './errors.ts';
import { encodeMetadata, parseMetadata } from './metadata.ts';
import { checkedRows, parseRowEntry, readEmbedding } from './rows.ts';
import type { EmbeddingFile, EmbeddingFormat, EmbeddingRow, EmbeddingTable, OpenOutput } from './contents.ts';

/** An Apache Arrow IPC file (Feather 2), uncompressed; the metadata is JSON in the schema's metadata, under `facekit`. */
export const arrow: EmbeddingFormat = { files: (file) => [file], write, read };

const METADATA_KEY = 'facekit';
const ROWS_PER_BATCH = 1024;

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
  const table = parseTable(await readRegularFile(file), file);
  const text = table.metadata.get(METADATA_KEY) ?? 'null';
  const { metadata, count } = parseMetadata(parsedOf(parseJson(text), 'metadata in JSON', file), file);
  requireColumns(table.fields, file);
  const found = table.batches.reduce((sum, { length }) => sum + length, 0);
  if (found !== count) throw damagedFile(file, `${count} rows`, `${found} rows`);
  return { metadata, rows: readRows(table.batches, metadata.dimension, file) };
}

function parseTable(bytes: Buffer, file: string): ArrowTable {
  try {
    return readArrow(bytes);
  } catch (error) {
    if (!(error instanceof ArrowError)) throw error;
    throw damagedFile(file, 'an Arrow file', `that ${error.message}`, error);
  }
}

/** As facekit writes them, or as other programs do that have read the file and write it again. */
const COLUMNS: Readonly<Record<string, { readonly words: string; readonly fits: (field: ArrowField) => boolean }>> = {
  path: { words: 'strings', fits: ({ type }) => type.kind === 'text' },
  class: { words: 'strings', fits: ({ type }) => type.kind === 'text' },
  face: { words: 'whole numbers', fits: ({ type }) => type.kind === 'integer' },
  box: { words: 'lists of 4 floats', fits: (field: ArrowField) => isListOfFloats(field) },
  score: { words: 'floats', fits: ({ type }) => type.kind === 'float' },
  embedding: { words: 'lists of floats', fits: (field: ArrowField) => isListOfFloats(field) },
};

const isListOfFloats = ({ type, children: [item] }: ArrowField): boolean =>
  type.kind === 'list' && item?.type.kind === 'float';

function requireColumns(fields: readonly ArrowField[], file: string): void {
  for (const [name, { words, fits }] of Object.entries(COLUMNS)) {
    const field = fields.find((each) => each.name === name);
    if (!field || !fits(field))
      throw damagedFile(file, `a column ${name} of ${words}`, field ? typeInWords(field) : 'none');
  }
}

function readRows(batches: readonly ArrowBatch[], dimension: number, file: string): EmbeddingRow[] {
  const rows: EmbeddingRow[] = [];
  for (const { length, columns } of batches) {
    const value = (name: string, row: number): ArrowValue => columns.get(name)?.(row) ?? null;
    for (let row = 0; row < length; row += 1) {
      const where = `row ${rows.length + 1} of ${file}`;
      const box = value('box', row);
      const entry = {
        path: value('path', row),
        class: value('class', row),
        face: value('face', row),
        box: box instanceof Float32Array || box instanceof Float64Array ? [...box] : box,
        score: value('score', row),
      };
      const numbers = value('embedding', row);
      if (!(numbers instanceof Float32Array || numbers instanceof Float64Array))
        throw damagedFile(where, 'an embedding', inWords(numbers));
      const floats = Float32Array.from(numbers);
      rows.push({ ...parseRowEntry(entry, where), embedding: readEmbedding(floats, dimension, where) });
    }
  }
  return rows;
}
