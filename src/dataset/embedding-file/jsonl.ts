import { damagedFile } from './errors.ts';
import { readLines } from './lines.ts';
import { encodeMetadata, parseMetadata, type ParsedMetadata } from './metadata.ts';
import { formatEmbedding } from './numbers.ts';
import { checkedRows, parseRowEntry, readEmbedding, rowEntry } from './rows.ts';
import type { EmbeddingFile, EmbeddingFormat, EmbeddingRow, EmbeddingTable, OpenOutput } from './contents.ts';

/** JSON lines: the metadata, then an object for each face, its embedding an array of numbers. */
export const jsonl: EmbeddingFormat = { files: (file) => [file], write, read };

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
    const value = parseJson(text, where);
    if (header) rows.push(parseRow(value, header.metadata.dimension, where));
    else header = parseMetadata(value, where);
  }
  if (!header) throw damagedFile(file, 'embeddings', 'an empty file');
  if (rows.length !== header.count) throw damagedFile(file, `${header.count} rows`, `${rows.length} rows`);
  return { metadata: header.metadata, rows };
}

function parseRow(value: unknown, dimension: number, where: string): EmbeddingRow {
  const entry = parseRowEntry(value, where);
  const { embedding } = value as { readonly embedding?: unknown };
  if (!Array.isArray(embedding)) throw damagedFile(where, 'an embedding', 'none');
  const numbers = Float32Array.from(embedding, (number: unknown) => (typeof number === 'number' ? number : NaN));
  return { ...entry, embedding: readEmbedding(numbers, dimension, where) };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damagedFile(where, 'a JSON object', 'text that is none or is cut off', error);
  }
}
