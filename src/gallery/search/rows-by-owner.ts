/** Rows of some owners. */
export interface OwnedRows {
  /** The rows of wanted owners, of one owner after the other. */
  readonly order: Int32Array;
  /** Where each owner's begin, and where the last one's end. */
  readonly starts: Int32Array;
}

/**
 * Finds the rows of some owners in one pass over all of them.
 *
 * @param owners of each row, from 0 on; a negative number for one that is left out
 * @param count one more than the highest owner
 */
export function rowsByOwner(owners: Int32Array, count: number, wanted: ReadonlySet<number>): OwnedRows {
  const isWanted = new Uint8Array(count);
  for (const owner of wanted) isWanted[owner] = 1;
  const starts = new Int32Array(count + 1);
  for (const owner of owners) if (isWanted[owner] === 1) starts[owner + 1] = (starts[owner + 1] as number) + 1;
  for (let owner = 0; owner < count; owner++)
    starts[owner + 1] = (starts[owner + 1] as number) + (starts[owner] as number);
  const order = new Int32Array(starts[count] as number);
  const next = starts.slice();
  for (let row = 0; row < owners.length; row++) {
    const owner = owners[row] as number;
    if (isWanted[owner] !== 1) continue;
    const place = next[owner] as number;
    order[place] = row;
    next[owner] = place + 1;
  }
  return { order, starts };
}
