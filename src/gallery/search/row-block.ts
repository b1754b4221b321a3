import { type KernelMemory, openKernelMemory } from '../../kernels/kernels.ts';

/** Rows whose products are handed out at a time. */
const ROWS_AT_A_TIME = 4096;
/** Queries that a row is compared with while it is at hand. */
export const QUERIES_AT_A_TIME = 16;
/** A little more than what is needed is reserved, so that not every new row costs a growth. */
const ROOM = 64;

/** Receives the inner products of rows `first`, `first + 1`, … with a query. They are only valid during the call. */
export type VisitProducts = (query: number, first: number, products: Float32Array) => void;

/** Rows of numbers in a memory of their own, where the kernel reads them. */
export class RowBlock {
  readonly #memory: KernelMemory = openKernelMemory();
  readonly #dimension: number;
  readonly #queries: number;
  readonly #products: number;
  readonly #rows: number;
  #reserved = 0;

  constructor(dimension: number) {
    this.#dimension = dimension;
    this.#queries = this.#memory.start;
    this.#products = this.#queries + QUERIES_AT_A_TIME * dimension * 4;
    this.#rows = this.#products + QUERIES_AT_A_TIME * ROWS_AT_A_TIME * 4;
    this.#memory.reserve(this.#rows);
  }

  /** Makes room for so many rows in all. Views of before are then void. */
  reserve(rows: number): void {
    if (rows <= this.#reserved) return;
    this.#reserved = rows + ROOM;
    this.#memory.reserve(this.#rows + this.#reserved * this.#dimension * 4);
  }

  /** The numbers of rows, to read and to write; void after the next `reserve`. */
  view(first: number, count: number): Float32Array {
    const start = this.#rows + first * this.#dimension * 4;
    return new Float32Array(this.#memory.buffer(), start, count * this.#dimension);
  }

  /**
   * Computes the inner products of the first `count` rows with queries.
   *
   * @param queries at most `QUERIES_AT_A_TIME`
   */
  scan(count: number, queries: readonly Float32Array[], visit: VisitProducts): void {
    const buffer = this.#memory.buffer();
    const dimension = this.#dimension;
    queries.forEach((query, q) => {
      new Float32Array(buffer, this.#queries + q * dimension * 4, dimension).set(query);
    });
    for (let first = 0; first < count; first += ROWS_AT_A_TIME) {
      const rows = Math.min(ROWS_AT_A_TIME, count - first);
      const start = this.#rows + first * dimension * 4;
      this.#memory.kernels.innerProducts(start, rows, dimension, this.#queries, queries.length, this.#products);
      for (let q = 0; q < queries.length; q++)
        visit(q, first, new Float32Array(buffer, this.#products + q * rows * 4, rows));
    }
  }
}
