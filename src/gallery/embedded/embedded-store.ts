import { rm, stat } from 'node:fs/promises';
import { createMutex } from '../../core/concurrency.ts';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { randomKey } from '../../core/random.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { type AtomicWriter, createAtomicWriter } from '../../files/atomic-file.ts';
import { withLock } from '../../files/lock.ts';
import { type ProcessId, thisProcess } from '../../files/process-id.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import type { Change } from '../changes/change.ts';
import { ChangeStore, type GalleryEdit } from '../changes/change-store.ts';
import { MemorySearch } from '../changes/memory-search.ts';
import type { GalleryView } from '../changes/queries.ts';
import type { PersonRule } from '../person-rule.ts';
import { appendToLog } from './change-log.ts';
import { removeLeftovers, writeGeneration } from './generation.ts';
import { cropFile, filesOf, lockFile } from './layout.ts';
import { stampOf } from './header.ts';
import { writeLogEnd } from './log-end.ts';
import { type LoadedGallery, loadGallery, readOn } from './load.ts';
import { readRecords } from './records.ts';
import { clearRows, writeRows } from './row-file.ts';

/** A gallery in a folder: a log of changes, and the embeddings in memory. */
export class EmbeddedStore extends ChangeStore {
  readonly name: string;
  readonly #self: ProcessId = thisProcess(randomKey());
  readonly #writer: AtomicWriter = createAtomicWriter(this.#self, 'crop');
  /** One call at a time: each looks first what other processes have written. */
  readonly #inTurn = createMutex();
  #gallery: LoadedGallery;
  #stamp: string;

  private constructor(folder: string, gallery: LoadedGallery, stamp: string) {
    super();
    this.name = folder;
    this.#gallery = gallery;
    this.#stamp = stamp;
  }

  /**
   * Opens a gallery that is there.
   *
   * @throws FacekitError `gallery-not-found`, `gallery-damaged`, `gallery-version`
   */
  static async open(folder: string): Promise<EmbeddedStore> {
    const stamp = await stampOf(folder);
    return new EmbeddedStore(folder, await loadGallery(folder), stamp);
  }

  get embeddings(): EmbeddingFileMetadata {
    return this.#gallery.header.embeddings;
  }

  get rule(): PersonRule {
    return this.#gallery.header.rule;
  }

  async cropOf(id: string): Promise<Uint8Array | undefined> {
    const [face] = await this.facesWithIds([id]);
    return face?.crop === true ? readRegularFile(cropFile(this.name, face.id)) : undefined;
  }

  /** Rewrites the files without what was removed. Killed before its end it has changed nothing. Returns how many bytes were freed. */
  compact(): Promise<number> {
    return this.#locked(async (gallery) => {
      const { header } = gallery;
      const before = await bytesOf(this.name, header);
      const next = { ...header, generation: header.generation + 1 };
      await writeGeneration(this.name, next, gallery);
      await removeLeftovers(this.name, { header: next, state: gallery.state });
      await this.#refresh();
      return before - (await bytesOf(this.name, next));
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#inTurn(() => Promise.resolve());
  }

  protected reading<T>(read: (gallery: GalleryView) => T | Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      for (let attempt = 1; ; attempt++) {
        await this.#refresh();
        try {
          return await read(viewOf(this.#gallery));
        } catch (error) {
          // Another process has compacted the gallery meanwhile.
          if (systemErrorCode(error) !== 'ENOENT' || error instanceof FacekitError || attempt === ATTEMPTS) throw error;
        }
      }
    });
  }

  protected changing<T>(change: (gallery: GalleryEdit) => Promise<T>): Promise<T> {
    return this.#locked((gallery) => change(this.#editOf(gallery)));
  }

  #locked<T>(change: (gallery: LoadedGallery) => Promise<T>): Promise<T> {
    return this.#inTurn(() =>
      withLock(lockFile(this.name), this.#self, async () => {
        await this.#refresh();
        return change(this.#gallery);
      }),
    );
  }

  /** Takes in what other processes have written. */
  async #refresh(): Promise<void> {
    const stamp = await stampOf(this.name);
    try {
      if (stamp === this.#stamp) {
        await readOn(this.name, this.#gallery);
        return;
      }
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error;
    }
    this.#gallery = await loadGallery(this.name);
    this.#stamp = stamp;
  }

  #editOf(gallery: LoadedGallery): GalleryEdit {
    const { generation } = gallery.header;
    const file = filesOf(this.name, generation).rows;
    return {
      ...viewOf(gallery),
      write: (changes) => this.#write(changes),
      add: async ({ changes, rows, crops }) => {
        for (const { id, crop } of crops) await this.#writer.write(cropFile(this.name, id), crop);
        await writeRows(file, gallery.state.rows, rows);
        await this.#write(changes, rows);
      },
      erase: async (faces, rows) => {
        for (const row of rows) gallery.rows.view(row, 1).fill(0);
        await clearRows(file, rows, gallery.rows.dimension);
        for (const { id, crop } of faces) if (crop) await rm(cropFile(this.name, id), { force: true });
      },
    };
  }

  /** Writes changes and carries them out. The rows of new faces are in the file already. */
  async #write(changes: readonly Change[], newRows: readonly Float32Array[] = []): Promise<void> {
    const { log, state, rows, position, header } = this.#gallery;
    const { end, places } = await appendToLog(log, position, changes);
    await writeLogEnd(filesOf(this.name, header.generation).logEnd, end);
    this.#gallery.position = end;
    const first = state.rows;
    places.forEach((place, i) => changes[i] && state.apply(changes[i], place));
    rows.extend(state.rows);
    newRows.forEach((row, i) => {
      rows.view(first + i, 1).set(row);
    });
  }
}

/** How often a compaction by other processes may come between. */
const ATTEMPTS = 5;

const viewOf = (gallery: LoadedGallery): GalleryView => ({
  state: gallery.state,
  search: new MemorySearch(gallery.state, gallery.rows, gallery.sumLengths),
  records: (rows) => readRecords(gallery, rows),
});

async function bytesOf(folder: string, { generation }: LoadedGallery['header']): Promise<number> {
  let bytes = 0;
  const { log, rows } = filesOf(folder, generation);
  for (const file of [log, rows]) bytes += (await stat(file)).size;
  return bytes;
}
