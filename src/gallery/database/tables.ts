import { FacekitError } from '../../core/errors.ts';
import { checkValue } from '../../core/json.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { EMBEDDING_METADATA } from '../../dataset/embedding-file/metadata.ts';
import { type Change, decodeChange, decodeHead, encodeChange, type EnrolChange } from '../changes/change.ts';
import { DEFAULT_PERSON_RULE, PERSON_RULES, type PersonRule } from '../person-rule.ts';
import type { RowMatrix } from '../search/row-matrix.ts';
import type { GalleryState } from '../changes/state.ts';
import type { Database, Queries } from './connection.ts';

/** How the embeddings of a gallery in a database are made. */
export interface DatabaseHeader {
  readonly embeddings: EmbeddingFileMetadata;
  readonly rule: PersonRule;
}

/** Of a gallery that has an index beside it: programs that do not know of it would leave it behind. */
export const VERSION_WITH_INDEX = 2;
export const VERSION = 1;
/** Rows and lines that are read at once. */
const AT_A_TIME = 4096;
/** What PostgreSQL says of a table, or a schema, that is not there. */
const NO_TABLE = new Set(['42P01', '3F000']);

/** Makes the tables of a gallery where there are none. What is there stays. */
export function createTables(database: Database, embeddings: EmbeddingFileMetadata): Promise<void> {
  const { schema } = database;
  return database.change(async (queries) => {
    await queries.query(`create schema if not exists ${schema}`);
    for (const table of [
      'gallery (one boolean primary key default true check (one), version integer not null, embeddings jsonb not null, rule text not null)',
      'change (n integer primary key, line text not null)',
      'embedding (row integer primary key, numbers bytea not null)',
      'crop (id uuid primary key, png bytea not null)',
    ])
      await queries.query(`create table if not exists ${schema}.${table}`);
    await queries.query(
      `insert into ${schema}.gallery (version, embeddings, rule) values ($1, $2, $3) on conflict do nothing`,
      [VERSION, JSON.stringify(embeddings), DEFAULT_PERSON_RULE],
    );
  });
}

/** Undefined where there is no gallery. @throws FacekitError `gallery-version`, `gallery-damaged`, `database-failed` */
export async function readHeader(database: Database): Promise<DatabaseHeader | undefined> {
  const { schema, name } = database;
  const found = await database.read(async (queries) => {
    try {
      const { rows } = await queries.query<HeaderRow>(`select version, embeddings, rule from ${schema}.gallery`);
      return rows[0];
    } catch (error) {
      if (NO_TABLE.has((error as { readonly code?: string }).code ?? '')) return undefined;
      throw error;
    }
  });
  if (!found) return undefined;
  if (found.version !== VERSION && found.version !== VERSION_WITH_INDEX)
    throw new FacekitError(
      'gallery-version',
      `Expected version ${VERSION} or ${VERSION_WITH_INDEX} of the gallery's tables at ${name} but found version ${found.version}. Nothing is wrong with them: update facekit.`,
    );
  const embeddings = checkValue(found.embeddings, EMBEDDING_METADATA);
  const rule = PERSON_RULES.find((known) => known === found.rule);
  if (!embeddings.ok || !rule) throw damaged(name, 'how its embeddings are made cannot be read');
  return { embeddings: embeddings.value, rule };
}

interface HeaderRow {
  readonly version: number;
  readonly embeddings: unknown;
  readonly rule: string;
}

/** Carries out the changes behind the first `position`, and returns how many there are then. */
export async function readChanges(
  queries: Queries,
  { schema, name }: Database,
  state: GalleryState,
  position: number,
): Promise<number> {
  for (let done = position; ;) {
    const { rows } = await queries.query<{ readonly n: number; readonly line: string }>(
      `select n, line from ${schema}.change where n > $1 order by n limit ${AT_A_TIME}`,
      [done],
    );
    for (const { n, line } of rows) {
      const change = decodeHead(Buffer.from(line));
      const problem = change.ok ? state.apply(change.value, { offset: n, length: line.length }) : change.problem;
      if (problem !== undefined || n !== done + 1)
        throw damaged(name, `change ${n} is damaged, or one before it is gone`);
      done = n;
    }
    if (rows.length < AT_A_TIME) return done;
  }
}

/** Writes changes behind the first `position`. */
export async function writeChanges(
  queries: Queries,
  { schema }: Database,
  position: number,
  changes: readonly Change[],
): Promise<void> {
  const lines = changes.map((change) => encodeChange(change).trimEnd());
  const numbers = changes.map((_, i) => position + i + 1);
  await queries.query(`insert into ${schema}.change (n, line) select * from unnest($1::integer[], $2::text[])`, [
    numbers,
    lines,
  ]);
}

/** The enrolments with these numbers of changes, in their order. */
export async function readEnrolments(
  queries: Queries,
  { schema, name }: Database,
  numbers: readonly number[],
): Promise<EnrolChange[]> {
  const { rows } = await queries.query<{ readonly line: string }>(
    `select line from unnest($1::integer[]) with ordinality as wanted (n, place) join ${schema}.change using (n) order by place`,
    [numbers],
  );
  return rows.map(({ line }) => {
    const change = decodeChange(Buffer.from(line));
    if (change.ok && change.value.change === 'enrol') return change.value;
    throw damaged(name, 'a face is not where it was');
  });
}

/** Reads the embeddings that the matrix does not have yet, up to `count` in all. */
export async function readEmbeddings(
  queries: Queries,
  { schema, name }: Database,
  matrix: RowMatrix,
  count: number,
): Promise<void> {
  while (matrix.count < count) {
    const first = matrix.count;
    const last = Math.min(count, first + AT_A_TIME);
    const { rows } = await queries.query<{ readonly numbers: Uint8Array }>(
      `select numbers from ${schema}.embedding where row >= $1 and row < $2 order by row`,
      [first, last],
    );
    if (rows.length !== last - first)
      throw damaged(name, `the embeddings of ${last - first - rows.length} faces are gone`);
    matrix.extend(last);
    for (const [i, { numbers }] of rows.entries())
      matrix.view(first + i, 1).set(new Float32Array(Uint8Array.from(numbers).buffer));
  }
}

export const damaged = (name: string, problem: string): FacekitError =>
  new FacekitError(
    'gallery-damaged',
    `Expected a whole gallery at ${name} but ${problem}: restore the database from a backup.`,
  );
