import { damagedFile } from './errors.ts';
import { readLines } from './lines.ts';
import { formatEmbedding } from './format-embedding.ts';
import { checkedRows, parseRowEntry, readEmbedding } from './rows.ts';
import { readSidecar, sidecarHead, sidecarOf, sidecarTail } from './sidecar.ts';
import type { EmbeddingFile, EmbeddingFormat, EmbeddingRow, EmbeddingTable, OpenOutput } from './contents.ts';

/** Comma-separated values with a line of names (RFC 4180, line feeds), and the metadata in `<file>.json`. */
export const csv: EmbeddingFormat = { write, read };

const NAMES = ['path', 'class', 'face', 'x1', 'y1', 'x2', 'y2', 'score'] as const;

const headerOf = (dimension: number): string =>
  [...NAMES, ...Array.from({ length: dimension }, (_, i) => `e${i}`)].join(',');

async function write(file: string, table: EmbeddingTable, open: OpenOutput): Promise<void> {
  const out = await open(file);
  const sidecar = await open(sidecarOf(file));
  await out.write(`${headerOf(table.metadata.dimension)}\n`);
  for await (const row of checkedRows(table)) await out.write(formatRow(row));
  await sidecar.write(sidecarHead(table) + sidecarTail(await out.end()));
}

function formatRow({ path, className, face, box, score, embedding }: EmbeddingRow): string {
  const corners = box ? `${box.x1},${box.y1},${box.x2},${box.y2}` : ',,,';
  return `${quote(path)},${quote(className)},${face},${corners},${score ?? ''},${formatEmbedding(embedding)}\n`;
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function read(file: string): Promise<EmbeddingFile> {
  const { metadata, count } = await readSidecar(file);
  const rows: EmbeddingRow[] = [];
  let isHeader = true;
  for await (const text of readRecords(file)) {
    if (!isHeader) rows.push(parseRow(text, metadata.dimension, `row ${rows.length + 1} of ${file}`));
    else if (text !== headerOf(metadata.dimension))
      throw damagedFile(file, `${metadata.dimension} columns e0, e1, …`, 'others');
    isHeader = false;
  }
  if (rows.length !== count) throw damagedFile(file, `${count} rows`, `${rows.length} rows`);
  return { metadata, rows };
}

/** Lines, but a quoted field may hold line feeds of its own. */
async function* readRecords(file: string): AsyncGenerator<string> {
  let record: string | undefined;
  for await (const line of readLines(file)) {
    record = record === undefined ? line : `${record}\n${line}`;
    if (hasOpenQuote(record)) continue;
    yield record;
    record = undefined;
  }
  if (record !== undefined) yield record;
}

const hasOpenQuote = (text: string): boolean => text.includes('"') && (text.match(/"/g)?.length ?? 0) % 2 > 0;

function parseRow(text: string, dimension: number, where: string): EmbeddingRow {
  const { fields, rest } = splitFields(text);
  const [path, className, face = '', x1 = '', y1 = '', x2 = '', y2 = '', score = ''] = fields;
  const entry = {
    path,
    class: className,
    face: readNumber(face),
    box: x1 === '' ? null : [x1, y1, x2, y2].map(readNumber),
    score: score === '' ? null : readNumber(score),
  };
  const embedding = Float32Array.from(rest.split(','), readNumber);
  return { ...parseRowEntry(entry, where), embedding: readEmbedding(embedding, dimension, where) };
}

/** The fields before the embedding, and the embedding's text. */
function splitFields(text: string): { fields: string[]; rest: string } {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/y;
  while (fields.length < NAMES.length && field.lastIndex < text.length) {
    const [found, quoted, plain = ''] = field.exec(text) ?? [];
    if (found === undefined) break;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return { fields, rest: fields.length < NAMES.length ? '' : text.slice(field.lastIndex) };
}

/** An empty text is no number, though `Number` takes it for 0. */
const readNumber = (text: string): number => (text.trim() === '' ? NaN : Number(text));
