import type { Batch } from '../changes/batch.ts';
import { bytesOfRow, crcOfRow } from '../changes/crc-of-row.ts';
import type { GalleryFace } from '../contents.ts';
import type { GalleryState } from '../changes/state.ts';
import type { Database, Queries } from './connection.ts';
import { damaged } from './tables.ts';

/** Writes the embeddings and pictures of new faces. */
export async function writeFaces(queries: Queries, { schema }: Database, batch: Batch): Promise<void> {
  const { changes, rows, crops } = batch;
  for (const [i, row] of rows.entries())
    await queries.query(`insert into ${schema}.embedding (row, numbers) values ($1, $2)`, [
      changes[i]?.row,
      Buffer.from(bytesOfRow(row)),
    ]);
  for (const { id, crop } of crops)
    await queries.query(`insert into ${schema}.crop (id, png) values ($1, $2)`, [id, Buffer.from(crop)]);
}

/** Faces that were removed. */
export interface ErasedFaces {
  readonly faces: readonly GalleryFace[];
  readonly rows: readonly number[];
  readonly dimension: number;
}

/** Overwrites the embeddings of faces with zeros, and deletes their pictures. */
export async function eraseFaces(
  queries: Queries,
  { schema }: Database,
  { faces, rows, dimension }: ErasedFaces,
): Promise<void> {
  const zeros = Buffer.alloc(dimension * 4);
  await queries.query(`update ${schema}.embedding set numbers = $1 where row = any($2)`, [zeros, rows]);
  await queries.query(`delete from ${schema}.crop where id = any($1)`, [faces.map(({ id }) => id)]);
}

/** The picture that is kept of a face, as PNG; undefined where there is none. */
export async function readCrop(queries: Queries, { schema }: Database, id: string): Promise<Uint8Array | undefined> {
  const { rows } = await queries.query<{ readonly png: Uint8Array }>(`select png from ${schema}.crop where id = $1`, [
    id,
  ]);
  return rows[0]?.png;
}

/** Rows that are read at once. */
const AT_A_TIME = 4096;

/**
 * The embeddings in some rows, in their order.
 *
 * @throws FacekitError `gallery-damaged`
 */
export async function readRows(
  queries: Queries,
  { schema, name }: Database,
  { rows, state }: { readonly rows: readonly number[]; readonly state: GalleryState },
): Promise<Float32Array[]> {
  const embeddings: Float32Array[] = [];
  for (let first = 0; first < rows.length; first += AT_A_TIME) {
    const some = rows.slice(first, first + AT_A_TIME);
    const found = await queries.query<{ readonly numbers: Uint8Array }>(
      `select numbers from unnest($1::integer[]) with ordinality as wanted (row, place) join ${schema}.embedding using (row) order by place`,
      [some],
    );
    for (const { numbers } of found.rows) embeddings.push(new Float32Array(Uint8Array.from(numbers).buffer));
    const isWhole = some.every((row, i) => crcOfRow(embeddings[first + i] ?? NOTHING) === state.crcOf(row));
    if (!isWhole) throw damaged(name, 'embeddings were changed');
  }
  return embeddings;
}

const NOTHING = new Float32Array(0);
