/** Vectors one behind the other. */
export interface VectorRows {
  readonly data: Float32Array;
  /** Numbers a vector. */
  readonly dimension: number;
}

/** NumPy adds up at most so many numbers in one go; longer lists are halved. */
const LARGEST_BLOCK = 128;
/** Sums that NumPy keeps beside each other. */
const LANES = 8;

/**
 * The squared Euclidean distance from one row to every row, in single precision and in NumPy's order of addition, so that the bits are
 * those of `np.sum(np.square(rows[row] - rows), 1)`.
 */
export function squaredDistancesTo({ data, dimension }: VectorRows, row: number): Float32Array {
  const distances = new Float32Array(data.length / dimension);
  const pair: Pair = { data, first: row * dimension, second: 0, lanes: new Float32Array(LANES) };
  for (let other = 0; other < distances.length; other++) {
    pair.second = other * dimension;
    distances[other] = sumOfSquares(pair, 0, dimension);
  }
  return distances;
}

/** Where two vectors begin, and room for sums. */
interface Pair {
  readonly data: Float32Array;
  readonly first: number;
  second: number;
  readonly lanes: Float32Array;
}

function sumOfSquares(pair: Pair, start: number, count: number): number {
  if (count <= LARGEST_BLOCK) return blockSum(pair, start, count);
  const half = Math.floor(count / 2 / LANES) * LANES;
  return Math.fround(sumOfSquares(pair, start, half) + sumOfSquares(pair, start + half, count - half));
}

/** Of fewer than 8 numbers the lanes stay empty. */
function blockSum(pair: Pair, start: number, count: number): number {
  const whole = start + count - (count % LANES);
  const { lanes } = pair;
  for (let lane = 0; lane < LANES; lane++)
    lanes[lane] = addSquares(0, pair, { from: start + lane, to: whole, by: LANES });
  for (let width = LANES / 2; width >= 1; width /= 2)
    for (let lane = 0; lane < width; lane++) lanes[lane] = (lanes[2 * lane] ?? 0) + (lanes[2 * lane + 1] ?? 0);
  return addSquares(lanes[0] ?? 0, pair, { from: whole, to: start + count, by: 1 });
}

function addSquares(
  sum: number,
  { data, first, second }: Pair,
  { from, to, by }: { readonly from: number; readonly to: number; readonly by: number },
): number {
  let result = Math.fround(sum);
  for (let i = from; i < to; i += by) {
    const difference = Math.fround((data[first + i] ?? 0) - (data[second + i] ?? 0));
    result = Math.fround(result + Math.fround(difference * difference));
  }
  return result;
}
