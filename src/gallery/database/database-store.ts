import { createMutex } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { ChangeStore, type GalleryEdit } from '../changes/change-store.ts';
import type { GalleryView } from '../changes/queries.ts';
import type { PersonRule } from '../person-rule.ts';
import type { GalleryIndex } from '../store.ts';
import { readDatabaseAddress, type SearchWay } from './address.ts';
import { type Database, openDatabase, type Queries } from './connection.ts';
import { readCrop } from './face-tables.ts';
import { GalleryCopy } from './gallery-copy.ts';
import { makeIndex, removeIndex } from './make-index.ts';
import { createTables, type DatabaseHeader, readHeader } from './tables.ts';

/**
 * A gallery in PostgreSQL, which many machines use at a time: a list of changes there, and the embeddings in this process's memory too unless
 * an index there finds them.
 */
export class DatabaseStore extends ChangeStore {
  readonly #database: Database;
  readonly #header: DatabaseHeader;
  readonly #search: SearchWay;
  readonly #inTurn = createMutex();
  #copy: GalleryCopy;

  private constructor(database: Database, header: DatabaseHeader, search: SearchWay) {
    super();
    this.#database = database;
    this.#header = header;
    this.#search = search;
    this.#copy = this.#newCopy();
  }

  #newCopy(): GalleryCopy {
    return new GalleryCopy(this.#database, { dimension: this.embeddings.dimension, search: this.#search });
  }

  /**
   * Opens the gallery at an address, or makes one there for embeddings of a kind.
   *
   * @throws FacekitError `gallery-not-found`, `gallery-version`, `database-failed`, `usage`
   */
  static async open(address: string, create?: EmbeddingFileMetadata): Promise<DatabaseStore> {
    const place = readDatabaseAddress(address);
    const database = await openDatabase(place);
    try {
      if (create && !(await readHeader(database))) await createTables(database, create);
      const header = await readHeader(database);
      if (header) return new DatabaseStore(database, header, place.search);
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

  cropOf(id: string): Promise<Uint8Array | undefined> {
    return this.#inRead(async (queries) =>
      this.#copy.state.rowOf(id) === undefined ? undefined : readCrop(queries, this.#database, id),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inTurn(async () => this.#database[Symbol.asyncDispose]());
  }

  protected reading<T>(read: (gallery: GalleryView) => T | Promise<T>): Promise<T> {
    return this.#inRead((queries) => read(this.#copy.seenBy(queries)));
  }

  #inRead<T>(read: (queries: Queries) => T | Promise<T>): Promise<T> {
    return this.#inTurn(() =>
      this.#database.readAtOnce(async (queries) => {
        await this.#copy.refresh(queries);
        return read(queries);
      }),
    );
  }

  /** What the database itself has of the embeddings, with pgvector. */
  override get index(): GalleryIndex {
    return {
      exists: () => this.#inRead(() => this.#copy.hasIndex),
      make: () =>
        this.#inChange(async (queries, { state, hasIndex }) => {
          const { dimension } = this.embeddings;
          if (!hasIndex) await makeIndex(queries, this.#database, { state, dimension });
          return !hasIndex;
        }),
      remove: () =>
        this.#inChange(async (queries, { hasIndex }) => {
          await removeIndex(queries, this.#database);
          return hasIndex;
        }),
    };
  }

  protected changing<T>(change: (gallery: GalleryEdit) => Promise<T>): Promise<T> {
    return this.#inChange((queries, copy) => change(copy.seenBy(queries)));
  }

  /** What a change that failed has left in memory is read anew. */
  #inChange<T>(change: (queries: Queries, copy: GalleryCopy) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      try {
        return await this.#database.change(async (queries) => {
          await this.#copy.refresh(queries);
          return change(queries, this.#copy);
        });
      } catch (error) {
        this.#copy = this.#newCopy();
        throw error;
      }
    });
  }
}
