import { rm, stat } from 'node:fs/promises';
import { createMutex } from '../../core/concurrency.ts';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { randomKey } from '../../core/random.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { type AtomicWriter, createAtomicWriter } from '../../files/atomic-file.ts';
import { withLock } from '../../files/lock.ts';
import { type ProcessId, thisProcess } from '../../files/process-id.ts';
import { readRegularFile } from '../../files/regular-file.ts';
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
import type { PersonRule } from '../person-rule.ts';
import { unknownPerson } from '../errors.ts';
import type { FaceFilter, GalleryStore, PeopleQuery } from '../store.ts';
import { appendToLog } from './change-log.ts';
import { Batch } from './batch.ts';
import type { Change } from './change.ts';
import { removeLeftovers, writeGeneration } from './generation.ts';
import { cropFile, filesOf, lockFile } from './layout.ts';
import { stampOf } from './header.ts';
import { writeLogEnd } from './log-end.ts';
import { type LoadedGallery, loadGallery, readOn } from './load.ts';
import { embeddingsOf, facesIn, nearestFaces, nearestPeople, rowsOf } from './queries.ts';
import { readRecords } from './records.ts';
import { clearRows, writeRows } from './row-file.ts';

/** A gallery in a folder: a log of changes, and the embeddings in memory. */
export class EmbeddedStore implements GalleryStore {
  readonly name: string;
  readonly #self: ProcessId = thisProcess(randomKey());
  readonly #writer: AtomicWriter = createAtomicWriter(this.#self, 'crop');
  /** One call at a time: each looks first what other processes have written. */
  readonly #inTurn = createMutex();
  #gallery: LoadedGallery;
  #stamp: string;

  private constructor(folder: string, gallery: LoadedGallery, stamp: string) {
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

  calibration(): Promise<Calibration | undefined> {
    return this.#reading(({ state }) => state.calibration);
  }

  calibrate(calibration: Calibration): Promise<void> {
    return this.#changing(async () => {
      await this.#write([{ change: 'calibrate', ...calibration }]);
    });
  }

  enrol(faces: readonly NewFace[]): Promise<Enrolment[]> {
    for (const face of faces) requireNewFace(face, this.embeddings);
    return this.#changing(async (gallery) => {
      const { state, header } = gallery;
      const photographs = new Set(faces.map(({ source }) => source.sha256));
      const known = await readRecords(
        gallery,
        [...photographs].flatMap((sha256) => state.rowsOfPhotograph(sha256)),
      );
      const batch = new Batch(state.rows, known);
      const enrolments = faces.map((face) => batch.add(face));
      const { changes, rows } = batch;
      if (changes.length === 0) return enrolments;
      for (const { id, crop } of batch.crops) await this.#writer.write(cropFile(this.name, id), crop);
      await writeRows(filesOf(this.name, header.generation).rows, state.rows, rows);
      await this.#write(changes, rows);
      return enrolments;
    });
  }

  remove(ids: readonly string[]): Promise<GalleryFace[]> {
    return this.#changing(async (gallery) => {
      const { state, header, rows } = gallery;
      const found = rowsOf([...new Set(ids)], state);
      const faces = await facesIn(gallery, found);
      if (faces.length === 0) return [];
      await this.#write([{ change: 'remove', ids: faces.map(({ id }) => id), time: now() }]);
      await clearRows(filesOf(this.name, header.generation).rows, found, rows.dimension);
      for (const row of found) rows.view(row, 1).fill(0);
      for (const { id, crop } of faces) if (crop) await rm(cropFile(this.name, id), { force: true });
      return faces;
    });
  }

  rename(person: string, name: string): Promise<number> {
    requirePersonName(name);
    return this.#changing(async ({ state }) => {
      const count = state.countOf(person);
      if (count === 0) throw unknownPerson(person, this.name);
      await this.#write([{ change: 'rename', person, name, time: now() }]);
      return count;
    });
  }

  people(): Promise<PersonSummary[]> {
    return this.#reading(({ state }) => state.people());
  }

  faces({ person }: FaceFilter = {}): Promise<GalleryFace[]> {
    return this.#facesAt(({ state }) => (person === undefined ? state.all() : state.rowsOfPerson(person)));
  }

  facesWithIds(ids: readonly string[]): Promise<GalleryFace[]> {
    return this.#facesAt(({ state }) => rowsOf(ids, state));
  }

  firstFaces(people: readonly string[]): Promise<GalleryFace[]> {
    return this.#facesAt(({ state }) => people.flatMap((person) => state.rowsOfPerson(person)[0] ?? []));
  }

  async cropOf(id: string): Promise<Uint8Array | undefined> {
    const [face] = await this.facesWithIds([id]);
    return face?.crop === true ? readRegularFile(cropFile(this.name, face.id)) : undefined;
  }

  facesOfPhotograph(sha256: string): Promise<GalleryFace[]> {
    return this.#facesAt(({ state }) => state.rowsOfPhotograph(sha256));
  }

  embeddingsOf(faces: readonly GalleryFace[]): Promise<Float32Array[]> {
    return this.#reading((gallery) => embeddingsOf(gallery, faces));
  }

  nearestFaces(embeddings: readonly Float32Array[], top: number): Promise<FaceMatch[][]> {
    return this.#reading((gallery) => nearestFaces(gallery, embeddings, top));
  }

  nearestPeople(embeddings: readonly Float32Array[], query: PeopleQuery): Promise<PersonMatch[][]> {
    return this.#reading((gallery) => nearestPeople(gallery, embeddings, query));
  }

  /** Rewrites the files without what was removed. Killed before its end it has changed nothing. Returns how many bytes were freed. */
  compact(): Promise<number> {
    return this.#changing(async (gallery) => {
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

  #facesAt(rows: (gallery: LoadedGallery) => readonly number[]): Promise<GalleryFace[]> {
    return this.#reading((gallery) => facesIn(gallery, rows(gallery)));
  }

  #reading<T>(read: (gallery: LoadedGallery) => T | Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      for (let attempt = 1; ; attempt++) {
        await this.#refresh();
        try {
          return await read(this.#gallery);
        } catch (error) {
          // Another process has compacted the gallery meanwhile.
          if (systemErrorCode(error) !== 'ENOENT' || error instanceof FacekitError || attempt === ATTEMPTS) throw error;
        }
      }
    });
  }

  #changing<T>(change: (gallery: LoadedGallery) => Promise<T>): Promise<T> {
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

const now = (): string => new Date().toISOString();

async function bytesOf(folder: string, { generation }: LoadedGallery['header']): Promise<number> {
  let bytes = 0;
  const { log, rows } = filesOf(folder, generation);
  for (const file of [log, rows]) bytes += (await stat(file)).size;
  return bytes;
}
