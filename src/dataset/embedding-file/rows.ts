import * as v from 'valibot';
import { asEmbedding, type Embedding } from '../../core/embedding.ts';
import { FacekitError } from '../../core/errors.ts';
import { isPathText } from '../../core/inner-path.ts';
import { checkValue } from '../../core/json.ts';
import { NUMBER } from '../../models/model-schema.ts';
import { damagedFile, parsedOf } from './errors.ts';
import type { EmbeddingRow, EmbeddingTable } from './contents.ts';

/** A row without its embedding, as the JSON forms hold it. */
export const rowEntry = ({ path, className, face, box, score }: Omit<EmbeddingRow, 'embedding'>) => ({
  path,
  class: className,
  face,
  box: box && ([box.x1, box.y1, box.x2, box.y2] as const),
  score,
});

const CORNERS = v.strictTuple([NUMBER, NUMBER, NUMBER, NUMBER], 'four corners');
const ROW = v.object({
  // Where an image was when it was embedded: anywhere.
  path: v.pipe(v.string('a path'), v.check(isPathText, 'a path')),
  class: v.string('a class'),
  face: v.pipe(v.number('the number of a face'), v.safeInteger('the number of a face'), v.minValue(0, 'one')),
  box: v.nullable(CORNERS),
  score: v.nullable(NUMBER),
});

/** Checks a JSON value that should be a row. Throws `embedding-file`; `where` says which row of which file. */
export function parseRowEntry(value: unknown, where: string): Omit<EmbeddingRow, 'embedding'> {
  const { path, class: className, face, box, score } = parsedOf(checkValue(value, ROW), 'a face', where);
  return { path, className, face, box: box && { x1: box[0], y1: box[1], x2: box[2], y2: box[3] }, score };
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
