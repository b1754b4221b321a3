import * as v from 'valibot';
import { checkValue, parseJson } from '../../core/json.ts';
import { damagedFile, parsedOf } from './errors.ts';
import { readLines } from './lines.ts';
import { encodeMetadata, parseMetadata, type ParsedMetadata } from './metadata.ts';
import { formatEmbedding } from './format-embedding.ts';
import { checkedRows, parseRowEntry, readEmbedding, rowEntry } from './rows.ts';
import type { EmbeddingFile, EmbeddingFormat, EmbeddingRow, EmbeddingTable, OpenOutput } from './contents.ts';

/** JSON lines: the metadata, then an object for each face, its embedding an array of numbers. */
export const jsonl: EmbeddingFormat = { write, read };

async function write(file: string, table: EmbeddingTable, open: OpenOutput): Promise<void> {
  const out = await open(file);
  await out.write(`${JSON.stringify(encodeMetadata(table.metadata, table.count))}\n`);
  for await (const row of checkedRows(table)) {
    const entry = JSON.stringify(rowEntry(row)).slice(0, -1);
    await out.write(`${entry},"embedding":[${formatEmbedding(row.embedding)}]}\n`);
  }
}

async function read(file: string): Promise<EmbeddingFile> {
  const rows: EmbeddingRow[] = [];
  let header: ParsedMetadata | undefined;
  let line = 0;
  for await (const text of readLines(file)) {
    line += 1;
    const where = `line ${line} of ${file}`;
    const value = parsedOf(parseJson(text), 'a JSON object', where);
    if (header) rows.push(parseRow(value, header.metadata.dimension, where));
    else header = parseMetadata(value, where);
  }
  if (!header) throw damagedFile(file, 'embeddings', 'an empty file');
  if (rows.length !== header.count) throw damagedFile(file, `${header.count} rows`, `${rows.length} rows`);
  return { metadata: header.metadata, rows };
}

const EMBEDDED = v.object({ embedding: v.array(v.unknown(), 'a list of numbers') });

function parseRow(value: unknown, dimension: number, where: string): EmbeddingRow {
  const entry = parseRowEntry(value, where);
  const { embedding } = parsedOf(checkValue(value, EMBEDDED), 'an embedding', where);
  const numbers = Float32Array.from(embedding, (number) => (typeof number === 'number' ? number : NaN));
  return { ...entry, embedding: readEmbedding(numbers, dimension, where) };
}
