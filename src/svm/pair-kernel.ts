import { squaredDistance } from '../core/vector.ts';
import type { Rows } from './binary-solver.ts';
import type { Kernel } from './model.ts';
import { dotProducts, packRows, type PackedRows } from './packed-rows.ts';

/** The samples of one class, with the kernel among them computed once for all its pairs. */
export interface ClassSamples {
  readonly vectors: readonly Float32Array[];
  readonly packed: PackedRows;
  /** Squared lengths of the vectors. */
  readonly squares: Float64Array;
  /** count × count; absent when the class is too large for a kernel matrix. */
  readonly gram?: Float64Array;
}

/** A pair of classes as the solver sees it, and the kernel between its samples (first class first). */
export interface PairKernel {
  readonly rows: Rows;
  readonly at: (a: number, b: number) => number;
}

/** Above this many samples in a pair libsvm computes the kernel itself: matrices grow with the square of the samples. */
const MAX_PRECOMPUTED = 1000;

export function prepareClass(vectors: readonly Float32Array[], dimension: number, kernel: Kernel): ClassSamples {
  const packed = packRows(vectors, dimension);
  const squares = Float64Array.from(vectors, (vector) => dot(vector, vector));
  if (vectors.length > MAX_PRECOMPUTED) return { vectors, packed, squares };
  const gram = new Float64Array(vectors.length ** 2);
  dotProducts(packed, packed, gram);
  return { vectors, packed, squares, gram: fromDotProducts(gram, squares, kernel) };
}

/** The kernel of two classes, as a matrix when it fits. */
export function pairKernel(first: ClassSamples, second: ClassSamples, kernel: Kernel): PairKernel {
  const count = first.vectors.length + second.vectors.length;
  return count <= MAX_PRECOMPUTED && first.gram && second.gram
    ? precomputed(blockMatrix({ ...first, gram: first.gram }, { ...second, gram: second.gram }, kernel), count)
    : computedByLibsvm([...first.vectors, ...second.vectors], kernel);
}

function precomputed(matrix: Float64Array, count: number): PairKernel {
  const row = (index: number): Float64Array => matrix.subarray(index * count, (index + 1) * count);
  return {
    rows: { kernel: 'precomputed', gamma: 0, count, length: count, at: row },
    at: (a, b) => matrix[a * count + b] ?? 0,
  };
}

function computedByLibsvm(vectors: readonly Float32Array[], kernel: Kernel): PairKernel {
  const row = (index: number): Float32Array => vectors[index] ?? new Float32Array();
  const rows = { count: vectors.length, length: row(0).length, at: row };
  if (kernel.type === 'linear') {
    return { rows: { ...rows, kernel: 'linear', gamma: 0 }, at: (a, b) => dot(row(a), row(b)) };
  }
  const { gamma } = kernel;
  return {
    rows: { ...rows, kernel: 'rbf', gamma },
    at: (a, b) => Math.exp(-gamma * squaredDistance(row(a), row(b))),
  };
}

type WithGram = ClassSamples & { readonly gram: Float64Array };

/** [[first × first, first × second], [second × first, second × second]]. */
function blockMatrix(first: WithGram, second: WithGram, kernel: Kernel): Float64Array {
  const [m, n] = [first.vectors.length, second.vectors.length];
  const size = m + n;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < m; i++) matrix.set(first.gram.subarray(i * m, (i + 1) * m), i * size);
  for (let i = 0; i < n; i++) matrix.set(second.gram.subarray(i * n, (i + 1) * n), (m + i) * size + m);
  const cross = new Float64Array(m * n);
  dotProducts(first.packed, second.packed, cross);
  fromDotProducts(cross, first.squares, kernel, second.squares);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const value = cross[i * n + j] ?? 0;
      matrix[i * size + m + j] = value;
      matrix[(m + j) * size + i] = value;
    }
  }
  return matrix;
}

/** Turns dot products into kernel values in place. */
function fromDotProducts(
  products: Float64Array,
  rowSquares: Float64Array,
  kernel: Kernel,
  columnSquares: Float64Array = rowSquares,
): Float64Array {
  if (kernel.type === 'linear') return products;
  for (let i = 0, cell = 0; i < rowSquares.length; i++) {
    for (let j = 0; j < columnSquares.length; j++, cell++) {
      // Rounding can take the distance of a vector to itself just below 0.
      const distance = Math.max(0, (rowSquares[i] ?? 0) + (columnSquares[j] ?? 0) - 2 * (products[cell] ?? 0));
      products[cell] = Math.exp(-kernel.gamma * distance);
    }
  }
  return products;
}

/** a · b in double precision, in four sums: additions then need not wait for one another. */
export function dot(a: Float32Array, b: Float32Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    s0 += (a[i] ?? 0) * (b[i] ?? 0);
    s1 += (a[i + 1] ?? 0) * (b[i + 1] ?? 0);
    s2 += (a[i + 2] ?? 0) * (b[i + 2] ?? 0);
    s3 += (a[i + 3] ?? 0) * (b[i + 3] ?? 0);
  }
  for (; i < a.length; i++) s0 += (a[i] ?? 0) * (b[i] ?? 0);
  return s0 + s1 + (s2 + s3);
}
