/** k(x, y): x · y, or exp(−gamma ‖x − y‖²). */
export type Kernel = { readonly type: 'linear' } | { readonly type: 'rbf'; readonly gamma: number };

/**
 * A one-vs-one C-SVC with probability estimates, laid out as libsvm lays it out: k classes, n support vectors of d numbers,
 * and p = k(k − 1)/2 pairs of classes in the order (0, 1), (0, 2), …, (k − 2, k − 1).
 */
export interface SvmModel {
  readonly kernel: Kernel;
  /** d: how many numbers a vector has. */
  readonly dimension: number;
  /** The k class labels, in the order of the classes. */
  readonly labels: readonly number[];
  /** How many support vectors each class has; they add up to n. */
  readonly counts: readonly number[];
  /** n × d, grouped by class. */
  readonly supportVectors: Float32Array;
  /** (k − 1) × n, libsvm's `sv_coef`: for the pair (i, j), i < j, vectors of class i use row j − 1, those of class j row i. */
  readonly coefficients: Float64Array;
  /** p offsets: decision(x) = Σ coefficient · k(support vector, x) − rho; positive means the first class of the pair. */
  readonly rho: Float64Array;
  /** p slopes of Platt's sigmoid: P(first class) = 1 / (1 + exp(A · decision + B)). */
  readonly probA: Float64Array;
  /** p offsets of Platt's sigmoid. */
  readonly probB: Float64Array;
}

/** Number of pairs of `classes` classes. */
export const pairCount = (classes: number): number => (classes * (classes - 1)) / 2;

/** Where each class begins among the support vectors, with n as the last entry: k + 1 numbers. */
export function classStarts(counts: readonly number[]): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  counts.forEach((count, index) => {
    starts[index + 1] = (starts[index] ?? 0) + count;
  });
  return starts;
}
