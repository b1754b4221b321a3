import { meanDistanceOfSum, spreadPenalty } from '../../evaluation/identification/own-spread.ts';
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

/** An owner of rows and how like the query they are: at most 1. */
export interface NearOwner {
  readonly owner: number;
  readonly product: number;
}

export interface OwnersQuery {
  readonly top: number;
  /** One more than the highest owner. */
  readonly count: number;
  /** Of each owner the length of the sum of its rows, where the inner product with their mean, of length 1, counts too. */
  readonly lengths?: Float32Array | undefined;
  /** With `lengths`: owners whose rows are near each other are told to be less like a query. */
  readonly withSpread?: boolean | undefined;
}

/**
 * The owners that are most like each query, the most like first: by the highest inner product of one of their rows, or with `lengths` by
 * the mean of that and of the inner product with the mean of their rows.
 *
 * @param owners of each row, from 0 on; a negative number for one that is left out
 */
export function nearestOwners(
  rows: RowMatrix,
  owners: Int32Array,
  queries: readonly Float32Array[],
  { top, count, lengths, withSpread }: OwnersQuery,
): NearOwner[][] {
  const lowered = lengths && withSpread ? allLoweredBySpread(owners.subarray(0, rows.count), lengths) : undefined;
  const highest = queries.map(() => new Float32Array(count).fill(-Infinity));
  const sums = queries.map(() => new Float32Array(lengths ? count : 0));
  rows.scan(queries, (query, first, products) => {
    const [high, sum] = [highest[query] as Float32Array, sums[query] as Float32Array];
    for (let i = 0; i < products.length; i++) {
      const owner = owners[first + i] as number;
      if (owner < 0) continue;
      const product = products[i] as number;
      if (product > (high[owner] as number)) high[owner] = product;
      if (lengths) sum[owner] = (sum[owner] as number) + product;
    }
  });
  return highest.map((high, query) => {
    const products = lengths ? withMeans(high, sums[query], lengths) : high;
    return topOwners(lowered ? products.map((product, owner) => product - (lowered[owner] ?? 0)) : products, top);
  });
}

/** An owner that has no rows keeps −Infinity. */
const withMeans = (highest: Float32Array, sums: Float32Array | undefined, lengths: Float32Array): Float32Array =>
  highest.map((high, owner) => (high + (sums?.[owner] ?? 0) / Math.max(lengths[owner] ?? 0, SHORTEST)) / 2);

/** What each owner's inner products are lowered by. */
function allLoweredBySpread(owners: Int32Array, lengths: Float32Array): Float32Array {
  const counts = new Int32Array(lengths.length);
  for (const owner of owners) if (owner >= 0) counts[owner] = (counts[owner] as number) + 1;
  return Float32Array.from(counts, (rows, owner) => loweredBySpread(rows, lengths[owner] as number));
}

/** What the inner products of an owner of so many rows are lowered by: half of what distances are raised by. */
export const loweredBySpread = (rows: number, sumLength: number): number =>
  rows < 2 ? 0 : spreadPenalty(rows, meanDistanceOfSum(rows, sumLength)) / 2;

/** Rows that cancel one another have no mean. */
const SHORTEST = 1e-6;

function topOwners(products: Float32Array, top: number): NearOwner[] {
  const best = new Best(top);
  for (const [owner, product] of products.entries()) if (product > best.least) best.add(owner, product);
  return best.entries.map(({ row: owner, product }) => ({ owner, product }));
}
