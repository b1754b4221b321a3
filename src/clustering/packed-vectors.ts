import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Interruptible, interruptedError } from '../core/errors.ts';
import { kernels, openScratch } from '../kernels/kernels.ts';

/**
 * Vectors of length 1 at most, as 16-bit integers: their products take a fraction of the time of those in float32. Squared distances have an
 * error with a standard deviation of 2.6e-5.
 */
export interface PackedVectors {
  readonly count: number;
  /** Numbers of a row, a multiple of 8; those behind the vector's own are 0. */
  readonly width: number;
  readonly numbers: Int16Array;
}

/** What 1 becomes: sums of products of vectors of length 1 stay below 2^31. */
const SCALE = 32_000;
/** Vectors of a block: two blocks stay in the cache. */
const BLOCK = 256;

/**
 * @param vectors of length 1 at most, `count` × `dimension`
 */
export function packVectors(vectors: Float32Array, dimension: number): PackedVectors {
  const count = vectors.length / dimension;
  const width = Math.ceil(dimension / 8) * 8;
  const numbers = new Int16Array(count * width);
  for (let row = 0; row < count; row++)
    for (let i = 0; i < dimension; i++)
      numbers[row * width + i] = Math.round((vectors[row * dimension + i] ?? 0) * SCALE);
  return { count, width, numbers };
}

/** Receives |a − b|² of two different vectors of length 1, `first` before `second`; each pair once. */
export type VisitPair = (first: number, second: number, squaredDistance: number) => void;

export interface NearPairsOptions extends Interruptible {
  /** The largest squared distance of a pair. */
  readonly limit: number;
}

/**
 * Goes through all pairs whose squared distance, 2 − 2 a·b, is at most `limit`. Between blocks others have their turn.
 *
 * @throws FacekitError `interrupted`
 */
export async function visitNearPairs(
  vectors: PackedVectors,
  { limit, signal }: NearPairsOptions,
  visit: VisitPair,
): Promise<void> {
  const leastProduct = Math.floor((1 - limit / 2) * SCALE ** 2);
  for (let top = 0; top < vectors.count; top += BLOCK) {
    for (let left = top; left < vectors.count; left += BLOCK) visitBlock(vectors, { top, left, leastProduct }, visit);
    await nextTurn();
    if (signal?.aborted) throw interruptedError('Interrupted while faces were compared; nothing is kept.', signal);
  }
}

interface Block {
  readonly top: number;
  readonly left: number;
  readonly leastProduct: number;
}

function visitBlock(vectors: PackedVectors, { top, left, leastProduct }: Block, visit: VisitPair): void {
  const products = productsOf(vectors, top, left);
  const rows = Math.min(BLOCK, vectors.count - top);
  const columns = Math.min(BLOCK, vectors.count - left);
  for (let row = 0; row < rows; row++) {
    const first = top + row;
    for (let column = Math.max(0, first + 1 - left); column < columns; column++) {
      const product = products[row * BLOCK + column] ?? 0;
      if (product >= leastProduct) visit(first, left + column, Math.max(0, 2 - (2 * product) / SCALE ** 2));
    }
  }
}

/** `BLOCK` × `BLOCK` inner products, valid until the kernels' memory is next opened; those beyond the last vector mean nothing. */
function productsOf({ count, width, numbers }: PackedVectors, top: number, left: number): Int32Array {
  const size = BLOCK * width;
  const scratch = openScratch(
    2 * size * Int16Array.BYTES_PER_ELEMENT + BLOCK * BLOCK * Int32Array.BYTES_PER_ELEMENT,
    3,
  );
  const [rows, columns] = [scratch.int16(size), scratch.int16(size)];
  const products = scratch.int32(BLOCK * BLOCK);
  rows.set(numbers.subarray(top * width, Math.min(top + BLOCK, count) * width));
  columns.set(numbers.subarray(left * width, Math.min(left + BLOCK, count) * width));
  kernels.int16Products(rows.byteOffset, BLOCK, columns.byteOffset, BLOCK, width, products.byteOffset);
  return products;
}
