import { createMutex } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { requireNewFace, requirePersonName } from '../check-face.ts';
import type {
  Calibration,
  Enrolment,
  FaceMatch,
  GalleryFace,
  NewFace,
  PersonMatch,
  PersonSummary,
} from '../contents.ts';
import { Batch } from '../embedded/batch.ts';
import { embeddingsOf, nearestPeople, rowsOf } from '../embedded/queries.ts';
import type { GalleryState } from '../embedded/state.ts';
import { unknownPerson } from '../errors.ts';
import type { PersonRule } from '../person-rule.ts';
import { distanceOf, nearestRows } from '../search/nearest.ts';
import type { FaceFilter, GalleryStore, PeopleQuery } from '../store.ts';
import { readDatabaseAddress } from './address.ts';
import { type Database, openDatabase, type Queries } from './connection.ts';
import { GalleryCopy } from './gallery-copy.ts';
import { createTables, type DatabaseHeader, readHeader } from './tables.ts';

/** A gallery in PostgreSQL, which many machines use at a time: a list of changes there, and the embeddings in this process's memory too. */
export class DatabaseStore implements GalleryStore {
  readonly #database: Database;
  readonly #header: DatabaseHeader;
  readonly #inTurn = createMutex();
  #copy: GalleryCopy;

  private constructor(database: Database, header: DatabaseHeader) {
    this.#database = database;
    this.#header = header;
    this.#copy = new GalleryCopy(database, header.embeddings.dimension);
  }

  /**
   * Opens the gallery at an address, or makes one there for embeddings of a kind.
   *
   * @throws FacekitError `gallery-not-found`, `gallery-version`, `database-failed`, `usage`
   */
  static async open(address: string, create?: EmbeddingFileMetadata): Promise<DatabaseStore> {
    const database = await openDatabase(readDatabaseAddress(address));
    try {
      if (create && !(await readHeader(database))) await createTables(database, create);
      const header = await readHeader(database);
      if (header) return new DatabaseStore(database, header);
      throw new FacekitError(
        'gallery-not-found',
        `Expected a gallery at ${database.name} but there is none: make one with facekit gallery enrol.`,
      );
    } catch (error) {
      await database[Symbol.asyncDispose]();
      throw error;
    }
  }

  get name(): string {
    return this.#database.name;
  }

  get embeddings(): EmbeddingFileMetadata {
    return this.#header.embeddings;
  }

  get rule(): PersonRule {
    return this.#header.rule;
  }

  calibration(): Promise<Calibration | undefined> {
    return this.#reading(() => this.#copy.state.calibration);
  }

  calibrate(calibration: Calibration): Promise<void> {
    return this.#changing((queries) => this.#copy.write(queries, [{ change: 'calibrate', ...calibration }]));
  }

  enrol(faces: readonly NewFace[]): Promise<Enrolment[]> {
    for (const face of faces) requireNewFace(face, this.embeddings);
    return this.#changing(async (queries) => {
      const photographs = [...new Set(faces.map(({ source }) => source.sha256))];
      const known = photographs.flatMap((sha256) => this.#copy.state.rowsOfPhotograph(sha256));
      const batch = new Batch(this.#copy.state.rows, await this.#copy.records(queries, known));
      const enrolments = faces.map((face) => batch.add(face));
      const { changes, rows, crops } = batch;
      const { schema } = this.#database;
      for (const [i, row] of rows.entries())
        await queries.query(`insert into ${schema}.embedding (row, numbers) values ($1, $2)`, [
          changes[i]?.row,
          Buffer.from(row.buffer, row.byteOffset, row.byteLength),
        ]);
      for (const { id, crop } of crops)
        await queries.query(`insert into ${schema}.crop (id, png) values ($1, $2)`, [id, Buffer.from(crop)]);
      await this.#copy.write(queries, changes);
      return enrolments;
    });
  }

  remove(ids: readonly string[]): Promise<GalleryFace[]> {
    return this.#changing(async (queries) => {
      const found = rowsOf([...new Set(ids)], this.#copy.state);
      const faces = await this.#copy.facesAt(queries, found);
      if (faces.length === 0) return [];
      const { schema } = this.#database;
      const removed = faces.map(({ id }) => id);
      await this.#copy.write(queries, [{ change: 'remove', ids: removed, time: now() }]);
      const zeros = Buffer.alloc(this.#copy.rows.dimension * 4);
      await queries.query(`update ${schema}.embedding set numbers = $1 where row = any($2)`, [zeros, found]);
      await queries.query(`delete from ${schema}.crop where id = any($1)`, [removed]);
      for (const row of found) this.#copy.rows.view(row, 1).fill(0);
      return faces;
    });
  }

  rename(person: string, name: string): Promise<number> {
    requirePersonName(name);
    return this.#changing(async (queries) => {
      const count = this.#copy.state.countOf(person);
      if (count === 0) throw unknownPerson(person, this.name);
      await this.#copy.write(queries, [{ change: 'rename', person, name, time: now() }]);
      return count;
    });
  }

  people(): Promise<PersonSummary[]> {
    return this.#reading(() => this.#copy.state.people());
  }

  faces({ person }: FaceFilter = {}): Promise<GalleryFace[]> {
    return this.#faces((state) => (person === undefined ? state.all() : state.rowsOfPerson(person)));
  }

  facesWithIds(ids: readonly string[]): Promise<GalleryFace[]> {
    return this.#faces((state) => rowsOf(ids, state));
  }

  firstFaces(people: readonly string[]): Promise<GalleryFace[]> {
    return this.#faces((state) => people.flatMap((person) => state.rowsOfPerson(person)[0] ?? []));
  }

  facesOfPhotograph(sha256: string): Promise<GalleryFace[]> {
    return this.#faces((state) => state.rowsOfPhotograph(sha256));
  }

  cropOf(id: string): Promise<Uint8Array | undefined> {
    return this.#reading(async (queries) => {
      if (this.#copy.state.rowOf(id) === undefined) return undefined;
      const { rows } = await queries.query<{ readonly png: Uint8Array }>(
        `select png from ${this.#database.schema}.crop where id = $1`,
        [id],
      );
      return rows[0]?.png;
    });
  }

  embeddingsOf(faces: readonly GalleryFace[]): Promise<Float32Array[]> {
    return this.#reading(() => embeddingsOf(this.#copy, faces));
  }

  nearestFaces(embeddings: readonly Float32Array[], top: number): Promise<FaceMatch[][]> {
    return this.#reading(async (queries) => {
      const found: FaceMatch[][] = [];
      for (const near of nearestRows(this.#copy.rows, this.#copy.state.owners, embeddings, top)) {
        const rows = near.map(({ row }) => row);
        const faces = await this.#copy.facesAt(queries, rows);
        found.push(faces.map((face, i) => ({ face, distance: distanceOf(near[i]?.product ?? 0) })));
      }
      return found;
    });
  }

  nearestPeople(embeddings: readonly Float32Array[], query: PeopleQuery): Promise<PersonMatch[][]> {
    return this.#reading(() => nearestPeople(this.#copy, embeddings, query));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inTurn(async () => this.#database[Symbol.asyncDispose]());
  }

  #faces(rows: (state: GalleryState) => readonly number[]): Promise<GalleryFace[]> {
    return this.#reading((queries) => this.#copy.facesAt(queries, rows(this.#copy.state)));
  }

  #reading<T>(read: (queries: Queries) => T | Promise<T>): Promise<T> {
    return this.#inTurn(() =>
      this.#database.read(async (queries) => {
        await this.#copy.refresh(queries);
        return read(queries);
      }),
    );
  }

  /** What a change that failed has left in memory is read anew. */
  #changing<T>(change: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      try {
        return await this.#database.change(async (queries) => {
          await this.#copy.refresh(queries);
          return change(queries);
        });
      } catch (error) {
        this.#copy = new GalleryCopy(this.#database, this.embeddings.dimension);
        throw error;
      }
    });
  }
}

const now = (): string => new Date().toISOString();
