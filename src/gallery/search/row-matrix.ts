import { QUERIES_AT_A_TIME, RowBlock, type VisitProducts } from './row-block.ts';

/** Bytes of a block: WebAssembly has at most 4 GB in a memory. */
const BLOCK_BYTES = 2 ** 30;

/** Vectors in blocks of memory; a search reads every one of them. */
export class RowMatrix {
  readonly dimension: number;
  readonly #rowsPerBlock: number;
  readonly #blocks: RowBlock[] = [];
  #count = 0;

  constructor(dimension: number, blockBytes = BLOCK_BYTES) {
    this.dimension = dimension;
    this.#rowsPerBlock = Math.max(1, Math.floor(blockBytes / (dimension * 4)));
  }

  get count(): number {
    return this.#count;
  }

  /** Makes it longer by rows of whatever numbers, or does nothing. */
  extend(count: number): void {
    if (count <= this.#count) return;
    for (let b = Math.floor(this.#count / this.#rowsPerBlock); b * this.#rowsPerBlock < count; b++) {
      const block = (this.#blocks[b] ??= new RowBlock(this.dimension));
      block.reserve(Math.min(this.#rowsPerBlock, count - b * this.#rowsPerBlock));
    }
    this.#count = count;
  }

  /** Takes all rows out, and keeps the memory for others. */
  clear(): void {
    this.#count = 0;
  }

  /** The numbers of rows from `first` on, as many as lie together; void after the next `extend`. */
  view(first: number, most: number): Float32Array {
    const b = Math.floor(first / this.#rowsPerBlock);
    const within = first - b * this.#rowsPerBlock;
    const count = Math.min(most, this.#rowsPerBlock - within, this.#count - first);
    return (this.#blocks[b] as RowBlock).view(within, count);
  }

  /** Computes the inner products of all rows with queries. */
  scan(queries: readonly Float32Array[], visit: VisitProducts): void {
    for (let q0 = 0; q0 < queries.length; q0 += QUERIES_AT_A_TIME) {
      const some = queries.slice(q0, q0 + QUERIES_AT_A_TIME);
      this.#blocks.forEach((block, b) => {
        const first = b * this.#rowsPerBlock;
        const count = Math.min(this.#rowsPerBlock, this.#count - first);
        block.scan(count, some, (q, row, products) => {
          visit(q0 + q, first + row, products);
        });
      });
    }
  }
}
