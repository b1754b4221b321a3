import type { FileHandle } from 'node:fs/promises';
import { inWords, parseJson } from '../../core/json.ts';
import { openRegularFile, readRegularFile } from '../../files/regular-file.ts';
import type { ArrowValue } from '../../formats/arrow/columns.ts';
import { ArrowError } from '../../formats/arrow/flat-table.ts';
import { readArrow, type ArrowBatch, type ArrowTable } from '../../formats/arrow/read-arrow.ts';
import { typeInWords, type ArrowField, type ArrowSchema } from '../../formats/arrow/schema.ts';
import { type ArrowStream, streamArrow } from '../../formats/arrow/stream-arrow.ts';
import type { EmbeddingFile, EmbeddingRow, EmbeddingRows } from './contents.ts';
import { damagedFile, parsedOf } from './errors.ts';
import { type ParsedMetadata, parseMetadata } from './metadata.ts';
import { parseRowEntry, readEmbedding } from './rows.ts';

/** Of the schema's metadata. */
export const METADATA_KEY = 'facekit';

/** Reads it whole. */
export async function readArrowFile(file: string): Promise<EmbeddingFile> {
  const table = parseTable(await readRegularFile(file), file);
  const { metadata, count } = describe(table, file);
  const found = table.batches.reduce((sum, { length }) => sum + length, 0);
  if (found !== count) throw damagedFile(file, `${count} rows`, `${found} rows`);
  return { metadata, rows: readRows(table.batches, { dimension: metadata.dimension, file, before: 0 }) };
}

function parseTable(bytes: Buffer, file: string): ArrowTable {
  try {
    return readArrow(bytes);
  } catch (error) {
    return refuse(file)(error);
  }
}

/** What a file says of itself. Its columns are those of an embedding file. */
function describe({ metadata, fields }: ArrowSchema, file: string): ParsedMetadata {
  const text = metadata.get(METADATA_KEY) ?? 'null';
  const parsed = parseMetadata(parsedOf(parseJson(text), 'metadata in JSON', file), file);
  requireColumns(fields, file);
  return parsed;
}

/** Opens it to read its rows batch by batch. */
export async function openArrow(file: string): Promise<EmbeddingRows> {
  const { metadata, count } = await withStream(file, (table) => describe(table, file));
  const { dimension } = metadata;
  const rows = async function* (): AsyncGenerator<EmbeddingRow> {
    await using handle = await openRegularFile(file);
    let before = 0;
    try {
      for await (const batch of (await streamOf(handle)).batches()) {
        yield* readRows([batch], { dimension, file, before });
        before += batch.length;
      }
    } catch (error) {
      refuse(file)(error);
    }
    if (before !== count) throw damagedFile(file, `${count} rows`, `${before} rows`);
  };
  return { metadata, count, rows };
}

async function withStream<T>(file: string, look: (table: ArrowStream) => T): Promise<T> {
  await using handle = await openRegularFile(file);
  return look(await streamOf(handle).catch(refuse(file)));
}

const streamOf = async (handle: FileHandle): Promise<ArrowStream> =>
  streamArrow({ size: (await handle.stat()).size, read: (start, length) => readAt(handle, start, length) });

async function readAt(handle: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, start);
  if (bytesRead < length) throw new ArrowError('a part of it lies beyond its end');
  return bytes;
}

const refuse =
  (file: string) =>
  (error: unknown): never => {
    if (error instanceof RangeError)
      throw damagedFile(file, 'an Arrow file', 'a part of it lies beyond its end', error);
    if (!(error instanceof ArrowError)) throw error;
    throw damagedFile(file, 'an Arrow file', `that ${error.message}`, error);
  };

/** As facekit writes them, or as other programs do that have read the file and write it again. */
const COLUMNS: Readonly<Record<string, { readonly words: string; readonly fits: (field: ArrowField) => boolean }>> = {
  path: { words: 'strings', fits: ({ type }) => type.kind === 'text' },
  class: { words: 'strings', fits: ({ type }) => type.kind === 'text' },
  face: { words: 'integers', fits: ({ type }) => type.kind === 'integer' },
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

interface Reading {
  readonly dimension: number;
  readonly file: string;
  /** Rows in batches before these. */
  readonly before: number;
}

function readRows(batches: readonly ArrowBatch[], { dimension, file, before }: Reading): EmbeddingRow[] {
  const rows: EmbeddingRow[] = [];
  for (const { length, columns } of batches) {
    const value = (name: string, row: number): ArrowValue => columns.get(name)?.(row) ?? null;
    for (let row = 0; row < length; row += 1) {
      const where = `row ${before + rows.length + 1} of ${file}`;
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
