import type { GalleryState } from '../changes/state.ts';
import type { Database, Queries } from './connection.ts';
import { readRows } from './face-tables.ts';
import { IndexTable } from './index-tables.ts';
import { VERSION, VERSION_WITH_INDEX } from './tables.ts';
import { requireVectorExtension } from './vector-extension.ts';

/** Faces that are read and written at once. */
const AT_A_TIME = 4096;

/** Makes the index of a gallery. @throws FacekitError `database-extension`, `gallery-damaged` */
export async function makeIndex(
  queries: Queries,
  database: Database,
  { state, dimension }: { readonly state: GalleryState; readonly dimension: number },
): Promise<void> {
  await requireVectorExtension(queries, database.name);
  const index = new IndexTable(queries, database);
  // One of other embeddings, or that has lost its numbers with the extension.
  await index.drop();
  await index.create(dimension);
  await index.prepare(dimension);
  const rows = state.all();
  for (let first = 0; first < rows.length; first += AT_A_TIME) {
    const some = rows.slice(first, first + AT_A_TIME);
    const embeddings = await readRows(queries, database, { rows: some, state });
    const faces = embeddings.map((embedding, i) => ({ row: some[i] ?? 0, embedding }));
    await index.add(faces);
  }
  await index.build({ faces: rows.length, dimension });
  await setVersion(queries, database, VERSION_WITH_INDEX);
}

/** Takes the index of a gallery away. */
export async function removeIndex(queries: Queries, database: Database): Promise<void> {
  await new IndexTable(queries, database).drop();
  await setVersion(queries, database, VERSION);
}

const setVersion = (queries: Queries, { schema }: Database, version: number) =>
  queries.query(`update ${schema}.gallery set version = $1`, [version]);
