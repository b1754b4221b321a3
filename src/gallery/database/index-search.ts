import type { FaceSearch, NearestOwnersQuery } from '../changes/face-search.ts';
import type { GalleryState } from '../changes/state.ts';
import { type NearOwner, nearestOwners, nearestRows, type NearRow } from '../search/nearest.ts';
import type { RowMatrix } from '../search/row-matrix.ts';
import { rowsByOwner } from '../search/rows-by-owner.ts';
import { SumLengths } from '../search/sum-lengths.ts';
import { coversAll, fromFaces, fromPeople, type RoughOwner, within } from './candidates.ts';
import type { Database, Queries } from './connection.ts';
import { readRows } from './face-tables.ts';
import { type Candidate, IndexTable } from './index-tables.ts';

/** Faces that the index is asked for at first, and where they do not do. After that all are compared. */
const COUNTS = [400, 1600] as const;
/** More faces than so many times those that are wanted need not be looked at. */
const SPARE = 4;

/** Where a search takes place. */
export interface IndexedGallery {
  readonly queries: Queries;
  readonly database: Database;
  readonly state: GalleryState;
  /** Memory for what is compared. */
  readonly sample: RowMatrix;
}

/**
 * Asks the database's index who may be near, and computes the distances of those from their embeddings: the numbers are those of a
 * comparison with every face, but whoever the index misses is missing.
 */
export class IndexSearch implements FaceSearch {
  readonly #gallery: IndexedGallery;

  constructor(gallery: IndexedGallery) {
    this.#gallery = gallery;
  }

  embeddingsIn(rows: readonly number[]): Promise<Float32Array[]> {
    const { queries, database, state } = this.#gallery;
    return readRows(queries, database, { rows, state });
  }

  async nearestRows(embeddings: readonly Float32Array[], top: number): Promise<NearRow[][]> {
    const found: NearRow[][] = [];
    for (const embedding of embeddings) {
      const candidates = await this.#candidates(embedding, Math.max(COUNTS[0], top * SPARE));
      const rows = within(candidates, top)
        .map(({ row }) => row)
        .sort(ascending);
      await this.#load(rows);
      const near = nearestRows(this.#gallery.sample, new Int32Array(rows.length), [embedding], top);
      found.push((near[0] ?? []).map(({ row, product }) => ({ row: rows[row] ?? 0, product })));
    }
    return found;
  }

  async nearestOwners(embeddings: readonly Float32Array[], query: NearestOwnersQuery): Promise<NearOwner[][]> {
    const found: NearOwner[][] = [];
    for (const embedding of embeddings) {
      const rough = query.among ? this.#numbersOf(query.among) : await this.#roughOwners(embedding, query);
      found.push(await this.#compare(embedding, rough, query));
    }
    return found;
  }

  /** The numbers of people who may be the nearest. */
  async #roughOwners(embedding: Float32Array, { top, withMeans, withSpread }: NearestOwnersQuery): Promise<number[]> {
    const { size } = this.#gallery.state;
    for (const count of [...COUNTS, size]) {
      const faces = await this.#candidates(embedding, count);
      const rough = withMeans
        ? await this.#roughWithMeans(embedding, faces, withSpread)
        : fromFaces(faces, this.#gallery.state);
      const isEverybody = count >= size;
      if (isEverybody || coversAll(rough, { top, withMeans, least: faces.at(-1)?.product ?? 1 }))
        return within(rough, top).map(({ owner }) => owner);
    }
    return [];
  }

  #candidates(embedding: Float32Array, count: number): Promise<Candidate[]> {
    const { queries, database, state } = this.#gallery;
    const withIndex = count < state.size && count <= COUNTS[1];
    return new IndexTable(queries, database).candidates({ embedding, count, withIndex });
  }

  async #roughWithMeans(
    embedding: Float32Array,
    faces: readonly Candidate[],
    withSpread: boolean,
  ): Promise<RoughOwner[]> {
    const { queries, database, state } = this.#gallery;
    const rows = this.#rowsOf(fromFaces(faces, state).map(({ owner }) => owner));
    const owners = rows.map((row) => state.owners[row] ?? 0);
    return fromPeople(await new IndexTable(queries, database).people({ embedding, rows, owners }), { withSpread });
  }

  /** The numbers of people with these names. */
  #numbersOf(people: readonly string[]): number[] {
    const { state } = this.#gallery;
    return people.flatMap((person) => state.rowsOfPerson(person).slice(0, 1)).map((row) => state.owners[row] ?? 0);
  }

  /** All rows of people, ascending. */
  #rowsOf(owners: readonly number[]): number[] {
    const { state } = this.#gallery;
    const { order } = rowsByOwner(state.owners.subarray(0, state.rows), state.personCount, new Set(owners));
    return [...order].sort(ascending);
  }

  /** Those of some people who are most like an embedding: as they would be found among all. */
  async #compare(
    embedding: Float32Array,
    people: readonly number[],
    { top, withMeans, withSpread }: NearestOwnersQuery,
  ): Promise<NearOwner[]> {
    const { sample, state } = this.#gallery;
    const numbers = [...new Set(people)].sort(ascending);
    const rows = this.#rowsOf(numbers);
    await this.#load(rows);
    const places = new Map(numbers.map((owner, place) => [owner, place]));
    const owners = Int32Array.from(rows, (row) => places.get(state.owners[row] ?? -1) ?? -1);
    const count = numbers.length;
    const lengths = withMeans ? new SumLengths().of(sample, owners, count, new Set(places.values())) : undefined;
    const [near = []] = nearestOwners(sample, owners, [embedding], { top, count, lengths, withSpread });
    return near.map(({ owner, product }) => ({ owner: numbers[owner] ?? 0, product }));
  }

  async #load(rows: readonly number[]): Promise<void> {
    const { sample } = this.#gallery;
    const embeddings = await this.embeddingsIn(rows);
    sample.clear();
    sample.extend(rows.length);
    for (const [i, embedding] of embeddings.entries()) sample.view(i, 1).set(embedding);
  }
}

const ascending = (a: number, b: number): number => a - b;
