import type { RowMatrix } from './row-matrix.ts';

/** Of each owner of rows the length of their sum. Computed when it is asked for, of those whose rows are others than before. */
export class SumLengths {
  #lengths = new Float32Array(0);

  /**
   * @param owners of each row, from 0 on; a negative number for one that is left out
   * @param count one more than the highest owner
   * @param changed owners whose rows are others than at the last call
   */
  of(rows: RowMatrix, owners: Int32Array, count: number, changed: ReadonlySet<number>): Float32Array {
    this.#makeRoom(count);
    if (changed.size === 0) return this.#lengths;
    const sum = new Float64Array(rows.dimension);
    for (const [owner, own] of rowsByOwner(owners.subarray(0, rows.count), changed))
      this.#lengths[owner] = own.length === 1 ? 1 : lengthOfSum(rows, own, sum);
    return this.#lengths;
  }

  #makeRoom(count: number): void {
    if (count <= this.#lengths.length) return;
    const longer = new Float32Array(Math.max(count, this.#lengths.length * 2));
    longer.set(this.#lengths);
    this.#lengths = longer;
  }
}

function rowsByOwner(owners: Int32Array, wanted: ReadonlySet<number>): Map<number, number[]> {
  const byOwner = new Map<number, number[]>();
  for (const [row, owner] of owners.entries()) {
    if (owner < 0 || !wanted.has(owner)) continue;
    const own = byOwner.get(owner);
    if (own) own.push(row);
    else byOwner.set(owner, [row]);
  }
  return byOwner;
}

function lengthOfSum(rows: RowMatrix, own: readonly number[], sum: Float64Array): number {
  sum.fill(0);
  for (const row of own) {
    const vector = rows.view(row, 1);
    for (let i = 0; i < vector.length; i++) sum[i] = (sum[i] as number) + (vector[i] as number);
  }
  let squares = 0;
  for (const value of sum) squares += value * value;
  return Math.sqrt(squares);
}
