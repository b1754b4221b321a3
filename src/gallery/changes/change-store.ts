import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { requireNewFace, requirePersonName } from '../check-face.ts';
import type { Calibration, Enrolment, GalleryFace, NewFace } from '../contents.ts';
import { unknownPerson } from '../errors.ts';
import type { PersonRule } from '../person-rule.ts';
import type { FaceFilter, GalleryIndex, GalleryStore, PeopleQuery } from '../store.ts';
import { Batch } from './batch.ts';
import type { Change } from './change.ts';
import { embeddingsOf, facesIn, type GalleryView, nearestFaces, nearestPeople, rowsOf } from './queries.ts';

/** A gallery that one call may change. */
export interface GalleryEdit extends GalleryView {
  /** Keeps changes that bring no faces, and carries them out. */
  write(changes: readonly Change[]): Promise<void>;
  /** Keeps new faces, their embeddings and pictures, and carries their changes out. */
  add(batch: Batch): Promise<void>;
  /** Overwrites or deletes what is kept of faces that were removed, in memory too, besides the list. */
  erase(faces: readonly GalleryFace[], rows: readonly number[]): Promise<void>;
}

/**
 * A gallery that keeps a list of changes, with what they add up to and the embeddings in memory. Where the list is kept, and how it is
 * taken turns with other processes, is the matter of the stores that extend this.
 */
export abstract class ChangeStore implements GalleryStore {
  abstract readonly name: string;
  abstract get embeddings(): EmbeddingFileMetadata;
  abstract get rule(): PersonRule;
  /** A store that compares every face has none. */
  get index(): GalleryIndex | undefined {
    return undefined;
  }
  abstract cropOf(id: string): Promise<Uint8Array | undefined>;
  abstract [Symbol.asyncDispose](): Promise<void>;

  /** Looks at the gallery as it is now, with what other processes have written. */
  protected abstract reading<T>(read: (gallery: GalleryView) => T | Promise<T>): Promise<T>;
  /** The same while no other process changes it. */
  protected abstract changing<T>(change: (gallery: GalleryEdit) => Promise<T>): Promise<T>;

  calibration(): Promise<Calibration | undefined> {
    return this.reading(({ state }) => state.calibration);
  }

  calibrate(calibration: Calibration): Promise<void> {
    return this.changing((gallery) => gallery.write([{ change: 'calibrate', ...calibration }]));
  }

  enrol(faces: readonly NewFace[]): Promise<Enrolment[]> {
    for (const face of faces) requireNewFace(face, this.embeddings);
    return this.changing(async (gallery) => {
      const { state } = gallery;
      const photographs = [...new Set(faces.map(({ source }) => source.sha256))];
      const known = await gallery.records(photographs.flatMap((sha256) => state.rowsOfPhotograph(sha256)));
      const batch = new Batch(state.rows, known);
      const enrolments = faces.map((face) => batch.add(face));
      if (batch.changes.length > 0) await gallery.add(batch);
      return enrolments;
    });
  }

  remove(ids: readonly string[]): Promise<GalleryFace[]> {
    return this.changing(async (gallery) => {
      const found = rowsOf([...new Set(ids)], gallery.state);
      const faces = await facesIn(gallery, found);
      if (faces.length === 0) return [];
      await gallery.write([{ change: 'remove', ids: faces.map(({ id }) => id), time: now() }]);
      await gallery.erase(faces, found);
      return faces;
    });
  }

  rename(person: string, name: string): Promise<number> {
    requirePersonName(name);
    return this.changing(async (gallery) => {
      const count = gallery.state.countOf(person);
      if (count === 0) throw unknownPerson(person, this.name);
      await gallery.write([{ change: 'rename', person, name, time: now() }]);
      return count;
    });
  }

  people() {
    return this.reading(({ state }) => state.people());
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

  facesOfPhotograph(sha256: string): Promise<GalleryFace[]> {
    return this.#facesAt(({ state }) => state.rowsOfPhotograph(sha256));
  }

  embeddingsOf(faces: readonly GalleryFace[]): Promise<Float32Array[]> {
    return this.reading((gallery) => embeddingsOf(gallery, faces));
  }

  nearestFaces(embeddings: readonly Float32Array[], top: number) {
    return this.reading((gallery) => nearestFaces(gallery, embeddings, top));
  }

  nearestPeople(embeddings: readonly Float32Array[], query: PeopleQuery) {
    return this.reading((gallery) => nearestPeople(gallery, embeddings, query));
  }

  #facesAt(rows: (gallery: GalleryView) => readonly number[]): Promise<GalleryFace[]> {
    return this.reading((gallery) => facesIn(gallery, rows(gallery)));
  }
}

const now = (): string => new Date().toISOString();
