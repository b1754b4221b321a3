import { norm } from '../../core/vector.ts';
import type { RowMatrix } from './row-matrix.ts';
import { rowsByOwner } from './rows-by-owner.ts';

/** Of each owner of rows the length of their sum. Computed when it is asked for, of those whose rows are others than before. */
export class SumLengths {
  #lengths: Float32Array;

  /**
   * @param lengths that are known
   */
  constructor(lengths: Float32Array = new Float32Array(0)) {
    this.#lengths = lengths;
  }

  /**
   * @param owners of each row, from 0 on; a negative number for one that is left out
   * @param count one more than the highest owner
   * @param changed owners whose rows are others than at the last call
   */
  of(rows: RowMatrix, owners: Int32Array, count: number, changed: ReadonlySet<number>): Float32Array {
    this.#makeRoom(count);
    if (changed.size === 0) return this.#lengths;
    const sum = new RowSum(rows);
    const { order, starts } = rowsByOwner(owners.subarray(0, rows.count), count, changed);
    for (const owner of changed) {
      const own = order.subarray(starts[owner], starts[owner + 1]);
      this.#lengths[owner] = own.length === 1 ? 1 : sum.lengthOf(own);
    }
    return this.#lengths;
  }

  #makeRoom(count: number): void {
    if (count <= this.#lengths.length) return;
    const longer = new Float32Array(Math.max(count, this.#lengths.length * 2));
    longer.set(this.#lengths);
    this.#lengths = longer;
  }
}

/** Rows that are looked at together: a view of each alone would cost more than its sum. */
const ROWS_AT_A_TIME = 1024;

class RowSum {
  readonly #rows: RowMatrix;
  readonly #sum: Float32Array;
  #view: Float32Array = new Float32Array(0);
  #first = 0;

  constructor(rows: RowMatrix) {
    this.#rows = rows;
    this.#sum = new Float32Array(rows.dimension);
  }

  lengthOf(own: Int32Array): number {
    this.#sum.fill(0);
    for (const row of own) {
      const start = this.#placeOf(row);
      addTo(this.#sum, this.#view, start);
    }
    return norm(this.#sum);
  }

  /** Where a row begins in the view, which is moved to it if need be. */
  #placeOf(row: number): number {
    const { dimension } = this.#rows;
    const place = (row - this.#first) * dimension;
    if (place >= 0 && place < this.#view.length) return place;
    this.#first = row;
    this.#view = this.#rows.view(row, ROWS_AT_A_TIME);
    return 0;
  }
}

function addTo(sum: Float32Array, numbers: Float32Array, start: number): void {
  const { length } = sum;
  for (let i = 0; i < length; i++) (sum[i] as number) += numbers[start + i] as number;
}
