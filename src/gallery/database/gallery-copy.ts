import type { Change } from '../changes/change.ts';
import type { GalleryEdit } from '../changes/change-store.ts';
import { crcOfRow } from '../changes/crc-of-row.ts';
import type { FaceRecord } from '../changes/face-record.ts';
import type { FaceSearch } from '../changes/face-search.ts';
import { MemorySearch } from '../changes/memory-search.ts';
import { GalleryState } from '../changes/state.ts';
import { RowMatrix } from '../search/row-matrix.ts';
import { SumLengths } from '../search/sum-lengths.ts';
import type { SearchWay } from './address.ts';
import type { Database, Queries } from './connection.ts';
import { eraseFaces, writeFaces } from './face-tables.ts';
import { IndexSearch } from './index-search.ts';
import { IndexTable } from './index-tables.ts';
import { prefersIndex, searchByNumber } from './choose-search.ts';
import { damaged, readChanges, readEmbeddings, readEnrolments, writeChanges } from './tables.ts';

export interface CopyOptions {
  /** Numbers of an embedding. */
  readonly dimension: number;
  readonly search: SearchWay;
}

/** What a gallery's changes in a database add up to; and its embeddings, in this process's memory, unless an index in the database is asked. */
export class GalleryCopy {
  readonly state = new GalleryState();
  readonly #rows: RowMatrix;
  readonly #sumLengths = new SumLengths();
  /** Of those that the index brings. */
  readonly #sample: RowMatrix;
  readonly #database: Database;
  readonly #search: SearchWay;
  /** Changes that were carried out. */
  #position = 0;
  #hasIndex = false;

  constructor(database: Database, { dimension, search }: CopyOptions) {
    this.#database = database;
    this.#search = search;
    this.#rows = new RowMatrix(dimension);
    this.#sample = new RowMatrix(dimension);
  }

  /** Whether the database has an index, as of the last `refresh`. */
  get hasIndex(): boolean {
    return this.#hasIndex;
  }

  /**
   * Takes in what was written since. The queries see the gallery as it is at one moment, or alone may change it.
   *
   * @throws FacekitError `gallery-damaged`
   */
  async refresh(queries: Queries): Promise<void> {
    this.#hasIndex = await new IndexTable(queries, this.#database).prepare(this.#rows.dimension);
    await this.#readOn(queries);
  }

  async #readOn(queries: Queries): Promise<void> {
    this.#position = await readChanges(queries, this.#database, this.state, this.#position);
    if (!this.#asksIndex()) await this.#readAll(queries);
  }

  /** Reads the embeddings that are not in memory yet. */
  async #readAll(queries: Queries): Promise<void> {
    const first = this.#rows.count;
    await readEmbeddings(queries, this.#database, this.#rows, this.state.rows);
    for (let row = first; row < this.#rows.count; row++)
      if (this.state.has(row) && this.state.crcOf(row) !== crcOfRow(this.#rows.view(row, 1)))
        throw damaged(this.#database.name, 'embeddings were changed');
  }

  /** Whoever has all embeddings in memory compares those. */
  #asksIndex(): boolean {
    return this.#hasIndex && this.#rows.count === 0 && prefersIndex(this.#search, this.state);
  }

  /** The gallery as a call sees it that has a connection, and may change it. */
  seenBy(queries: Queries): GalleryEdit {
    const { state } = this;
    const database = this.#database;
    const index = new IndexTable(queries, database);
    return {
      state,
      search: this.#searchOn(queries),
      records: (wanted) => this.#records(queries, wanted),
      write: (changes) => this.#write(queries, changes),
      add: async (batch) => {
        const { changes, rows } = batch;
        await writeFaces(queries, database, batch);
        const faces = changes.flatMap(({ row }, i) => (rows[i] ? [{ row, embedding: rows[i] }] : []));
        if (this.#hasIndex) await index.add(faces);
        await this.#write(queries, changes);
      },
      erase: async (faces, erased) => {
        for (const row of erased) if (row < this.#rows.count) this.#rows.view(row, 1).fill(0);
        await eraseFaces(queries, database, { faces, rows: erased, dimension: this.#rows.dimension });
        if (this.#hasIndex) await index.remove(erased);
      },
    };
  }

  #searchOn(queries: Queries): FaceSearch {
    const { state } = this;
    const all = new MemorySearch(state, this.#rows, this.#sumLengths);
    if (!this.#asksIndex()) return all;
    const index = new IndexSearch({ queries, database: this.#database, state, sample: this.#sample });
    if (this.#search === 'index') return index;
    return searchByNumber(index, async () => {
      await this.#readAll(queries);
      return all;
    });
  }

  /** Writes changes, and carries them out. The embeddings of new faces are in the database already. */
  async #write(queries: Queries, changes: readonly Change[]): Promise<void> {
    await writeChanges(queries, this.#database, this.#position, changes);
    await this.#readOn(queries);
  }

  /** Faces as they are kept, with the names that people have now. */
  async #records(queries: Queries, rows: readonly number[]): Promise<FaceRecord[]> {
    const numbers = rows.map((row) => this.state.placeOf(row).offset);
    const records = await readEnrolments(queries, this.#database, numbers);
    return records.map((record, i) => ({ ...record, person: this.state.personOf(rows[i] ?? 0) }));
  }
}
