import { asEmbedding, type Embedding } from '../../core/embedding.ts';
import { FacekitError } from '../../core/errors.ts';
import { damagedFile, inWords } from './errors.ts';
import type { EmbeddingRow, EmbeddingTable } from './contents.ts';

/** A row without its embedding, as the JSON forms hold it. */
export type RowEntry = ReturnType<typeof rowEntry>;

export const rowEntry = ({ path, className, face, box, score }: Omit<EmbeddingRow, 'embedding'>) => ({
  path,
  class: className,
  face,
  box: box && ([box.x1, box.y1, box.x2, box.y2] as const),
  score,
});

/** Checks a JSON value that should be a row. Throws `embedding-file`; `where` says which row of which file. */
export function parseRowEntry(value: unknown, where: string): Omit<EmbeddingRow, 'embedding'> {
  const fields: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  const { path, class: className, face, box, score } = fields;
  if (typeof path !== 'string') throw damagedFile(where, 'a path', inWords(path));
  if (typeof className !== 'string') throw damagedFile(where, 'a class', inWords(className));
  if (!isIndex(face)) throw damagedFile(where, 'the number of a face', inWords(face));
  if (score !== null && !isFinite(score)) throw damagedFile(where, 'a score', inWords(score));
  return { path, className, face, box: parseBox(box, where), score };
}

function parseBox(box: unknown, where: string): EmbeddingRow['box'] {
  if (box === null) return null;
  const corners: unknown[] = Array.isArray(box) ? box : [];
  const [x1, y1, x2, y2] = corners;
  if (corners.length === 4 && isFinite(x1) && isFinite(y1) && isFinite(x2) && isFinite(y2)) return { x1, y1, x2, y2 };
  throw damagedFile(where, 'four corners of a box', inWords(box));
}

/** Numbers read from a file as an embedding, checked. Throws `embedding-file`. */
export function readEmbedding(numbers: Float32Array, dimension: number, where: string): Embedding {
  if (numbers.length !== dimension)
    throw damagedFile(where, `an embedding of ${dimension} numbers`, `${numbers.length} numbers`);
  const bad = numbers.find((number) => !Number.isFinite(number));
  if (bad !== undefined) throw damagedFile(where, 'finite numbers', String(bad));
  return asEmbedding(numbers);
}

/** The rows of a table, each checked before it is written. Throws `embedding-not-finite`, `embedding-length`. */
export async function* checkedRows(table: EmbeddingTable): AsyncGenerator<EmbeddingRow> {
  const { metadata, count } = table;
  let seen = 0;
  for await (const row of table.rows()) {
    seen += 1;
    const { embedding, path } = row;
    if (embedding.length !== metadata.dimension)
      throw new FacekitError(
        'embedding-length',
        `Expected ${metadata.dimension} numbers in the embedding of ${path} but received ${embedding.length}.`,
      );
    if (!embedding.every((value) => Number.isFinite(value)))
      throw new FacekitError(
        'embedding-not-finite',
        `Expected finite numbers in the embedding of ${path} but received NaN or infinity; nothing is written.`,
      );
    yield row;
  }
  if (seen !== count) throw new Error(`expected ${count} rows but received ${seen}`);
}

const isFinite = (value: unknown): value is number => Number.isFinite(value);
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
