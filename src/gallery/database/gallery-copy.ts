import type { Change } from '../changes/change.ts';
import type { GalleryEdit } from '../changes/change-store.ts';
import { crcOfRow } from '../changes/crc-of-row.ts';
import type { FaceRecord } from '../changes/face-record.ts';
import { MemorySearch } from '../changes/memory-search.ts';
import { GalleryState } from '../changes/state.ts';
import { RowMatrix } from '../search/row-matrix.ts';
import { SumLengths } from '../search/sum-lengths.ts';
import type { Database, Queries } from './connection.ts';
import { eraseFaces, writeFaces } from './face-tables.ts';
import { damaged, readChanges, readEmbeddings, readEnrolments, writeChanges } from './tables.ts';

/** What a gallery's changes in a database add up to, and its embeddings, in this process's memory. */
export class GalleryCopy {
  readonly state = new GalleryState();
  readonly rows: RowMatrix;
  readonly sumLengths = new SumLengths();
  readonly #database: Database;
  /** Changes that were carried out. */
  #position = 0;

  constructor(database: Database, dimension: number) {
    this.#database = database;
    this.rows = new RowMatrix(dimension);
  }

  /**
   * Takes in what was written since.
   *
   * @throws FacekitError `gallery-damaged`
   */
  async refresh(queries: Queries): Promise<void> {
    const first = this.rows.count;
    await this.#readOn(queries);
    await readEmbeddings(queries, this.#database, this.rows, this.state.rows);
    if (!this.#hasDamagedRows(first)) return;
    // One that was removed meanwhile is overwritten with zeros.
    await this.#readOn(queries);
    if (this.#hasDamagedRows(first)) throw damaged(this.#database.name, 'embeddings were changed');
  }

  async #readOn(queries: Queries): Promise<void> {
    this.#position = await readChanges(queries, this.#database, this.state, this.#position);
  }

  #hasDamagedRows(first: number): boolean {
    for (let row = first; row < this.rows.count; row++)
      if (this.state.has(row) && this.state.crcOf(row) !== crcOfRow(this.rows.view(row, 1))) return true;
    return false;
  }

  /** The gallery as a call sees it that has a connection, and may change it. */
  seenBy(queries: Queries): GalleryEdit {
    const { state, rows, sumLengths } = this;
    const database = this.#database;
    return {
      state,
      search: new MemorySearch(state, rows, sumLengths),
      records: (wanted) => this.#records(queries, wanted),
      write: (changes) => this.#write(queries, changes),
      add: async (batch) => {
        await writeFaces(queries, database, batch);
        await this.#write(queries, batch.changes);
      },
      erase: (faces, erased) => {
        for (const row of erased) rows.view(row, 1).fill(0);
        return eraseFaces(queries, database, { faces, rows: erased, dimension: rows.dimension });
      },
    };
  }

  /** Writes changes, and carries them out. The embeddings of new faces are in the database already. */
  async #write(queries: Queries, changes: readonly Change[]): Promise<void> {
    await writeChanges(queries, this.#database, this.#position, changes);
    await this.refresh(queries);
  }

  /** Faces as they are kept, with the names that people have now. */
  async #records(queries: Queries, rows: readonly number[]): Promise<FaceRecord[]> {
    const numbers = rows.map((row) => this.state.placeOf(row).offset);
    const records = await readEnrolments(queries, this.#database, numbers);
    return records.map((record, i) => ({ ...record, person: this.state.personOf(rows[i] ?? 0) }));
  }
}
