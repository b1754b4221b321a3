import type { Batch } from '../changes/batch.ts';
import { bytesOfRow } from '../changes/crc-of-row.ts';
import type { GalleryFace } from '../contents.ts';
import type { Database, Queries } from './connection.ts';

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
