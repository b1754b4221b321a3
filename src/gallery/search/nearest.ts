import type { RowMatrix } from './row-matrix.ts';

/** The place of a vector and its inner product with the query. */
export interface NearRow {
  readonly row: number;
  readonly product: number;
}

/** The squared Euclidean distance of vectors of length 1 with this inner product: rounding may take it just beyond 0 or 4. */
export const distanceOf = (product: number): number => Math.min(4, Math.max(0, 2 - 2 * product));

/**
 * The rows with the highest inner products with each query, the highest first and of equal ones the earlier.
 *
 * @param owners a number of 0 or more for each row that counts; a negative one for one that is left out
 */
export function nearestRows(
  rows: RowMatrix,
  owners: Int32Array,
  queries: readonly Float32Array[],
  top: number,
): NearRow[][] {
  const best = queries.map(() => new Best(top));
  rows.scan(queries, (query, first, products) => {
    const nearest = best[query] as Best;
    for (let i = 0; i < products.length; i++) {
      const product = products[i] as number;
      if (product > nearest.least && (owners[first + i] as number) >= 0) nearest.add(first + i, product);
    }
  });
  return best.map(({ entries }) => entries);
}

/** The best of many, in order. */
class Best {
  readonly entries: NearRow[] = [];
  readonly #size: number;
  /** What a further one must exceed. */
  least = -Infinity;

  constructor(size: number) {
    this.#size = size;
    if (size === 0) this.least = Infinity;
  }

  add(row: number, product: number): void {
    let place = this.entries.length;
    while (place > 0 && (this.entries[place - 1] as NearRow).product < product) place -= 1;
    this.entries.splice(place, 0, { row, product });
    if (this.entries.length > this.#size) this.entries.pop();
    if (this.entries.length === this.#size) this.least = (this.entries.at(-1) as NearRow).product;
  }
}

/** An owner of rows and the highest inner products of these, the highest first. */
export interface NearOwner {
  readonly owner: number;
  readonly products: readonly number[];
}

export interface OwnersQuery {
  readonly top: number;
  /** One more than the highest owner. */
  readonly count: number;
  /** Products that are kept of each owner. */
  readonly each: number;
}

/**
 * The owners with the highest inner product of one of their rows with each query, the highest first.
 *
 * @param owners of each row, from 0 on; a negative number for one that is left out
 */
export function nearestOwners(
  rows: RowMatrix,
  owners: Int32Array,
  queries: readonly Float32Array[],
  { top, count, each }: OwnersQuery,
): NearOwner[][] {
  const best = queries.map(() => new Float32Array(count * each).fill(-Infinity));
  rows.scan(queries, (query, first, products) => {
    const kept = best[query] as Float32Array;
    for (let i = 0; i < products.length; i++) {
      const owner = owners[first + i] as number;
      if (owner >= 0) insert(kept, owner * each, each, products[i] as number);
    }
  });
  return best.map((kept) => topOwners(kept, each, top));
}

/** Puts a product into its place among the `each` highest from `start` on. */
function insert(kept: Float32Array, start: number, each: number, product: number): void {
  let place = start + each - 1;
  if (product <= (kept[place] as number)) return;
  for (; place > start && (kept[place - 1] as number) < product; place--) kept[place] = kept[place - 1] as number;
  kept[place] = product;
}

function topOwners(kept: Float32Array, each: number, top: number): NearOwner[] {
  const best = new Best(top);
  for (let owner = 0; owner * each < kept.length; owner++) {
    const product = kept[owner * each] as number;
    if (product > best.least) best.add(owner, product);
  }
  return best.entries.map(({ row: owner }) => ({
    owner,
    products: Array.from(kept.subarray(owner * each, (owner + 1) * each)).filter((product) => product !== -Infinity),
  }));
}
