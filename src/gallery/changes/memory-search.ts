import { type NearOwner, nearestOwners, nearestRows, type NearRow } from '../search/nearest.ts';
import type { RowMatrix } from '../search/row-matrix.ts';
import type { SumLengths } from '../search/sum-lengths.ts';
import type { FaceSearch, NearestOwnersQuery } from './face-search.ts';
import type { GalleryState } from './state.ts';

/** Compares with every embedding: they are all in memory. */
export class MemorySearch implements FaceSearch {
  readonly #state: GalleryState;
  readonly #rows: RowMatrix;
  readonly #sumLengths: SumLengths;

  constructor(state: GalleryState, rows: RowMatrix, sumLengths: SumLengths) {
    this.#state = state;
    this.#rows = rows;
    this.#sumLengths = sumLengths;
  }

  embeddingsIn(rows: readonly number[]): Promise<Float32Array[]> {
    return Promise.resolve(rows.map((row) => this.#rows.view(row, 1).slice()));
  }

  nearestRows(embeddings: readonly Float32Array[], top: number): Promise<NearRow[][]> {
    return Promise.resolve(nearestRows(this.#rows, this.#state.owners, embeddings, top));
  }

  nearestOwners(
    embeddings: readonly Float32Array[],
    { top, withMeans, withSpread, among }: NearestOwnersQuery,
  ): Promise<NearOwner[][]> {
    const { owners, personCount: count } = this.#state;
    const lengths = withMeans ? this.#sumLengths.of(this.#rows, owners, count, this.#state.takeChanged()) : undefined;
    const meant = among ? ownersAmong(among, this.#state) : owners;
    return Promise.resolve(nearestOwners(this.#rows, meant, embeddings, { top, count, lengths, withSpread }));
  }
}

/** The owner of each row, with nobody in the place of all but some people. */
function ownersAmong(people: readonly string[], state: GalleryState): Int32Array {
  const owners = new Int32Array(state.owners.length).fill(-1);
  for (const row of people.flatMap((person) => state.rowsOfPerson(person))) owners[row] = state.owners[row] ?? -1;
  return owners;
}
