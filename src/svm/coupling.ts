/** Pair probabilities are kept this far from 0 and 1, as in libsvm. */
const MIN_PROBABILITY = 1e-7;

/** Keeps a pair probability inside (0, 1), so that no pair can veto a class. */
export const clampProbability = (p: number): number =>
  p < MIN_PROBABILITY ? MIN_PROBABILITY : p > 1 - MIN_PROBABILITY ? 1 - MIN_PROBABILITY : p;

/** One probability a pair to one probability a class. */
export type Coupler = (pairs: Float64Array) => Float64Array;

/**
 * Makes a function that turns one probability a pair into one probability a class, by the second method of Wu, Lin and Weng
 * (2004), "Probability estimates for multi-class classification by pairwise coupling", algorithm 2 (libsvm's
 * `multiclass_probability`). It keeps its k × k matrix from call to call: to allocate one costs as much as to solve it.
 *
 * `pairs` holds P(i | i or j) in the order (0, 1), (0, 2), …, (k − 2, k − 1), each inside (0, 1). Returns k numbers that add up to 1.
 */
export function createCoupler(classes: number): Coupler {
  const q = new Float64Array(classes * classes);
  const maxIterations = Math.max(100, classes);
  const tolerance = 0.005 / classes;
  return (pairs) => {
    fillCouplingMatrix(q, pairs, classes);
    const p = new Float64Array(classes).fill(1 / classes);
    const qp = initialProducts(q, classes);
    for (let iteration = 0; iteration < maxIterations; iteration++) {
      const pqp = dot(p, qp);
      if (isWithin(qp, pqp, tolerance)) break;
      updateEachClass({ q, p, qp, pqp });
    }
    return p;
  };
}

/** Whether all values are nearer to `middle` than `tolerance`. */
function isWithin(values: Float64Array, middle: number, tolerance: number): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs((values[i] ?? 0) - middle) < tolerance)) return false;
  }
  return true;
}

/** Q[t][t] = Σ r[j][t]², Q[t][j] = −r[j][t] · r[t][j], row-major k × k. */
function fillCouplingMatrix(q: Float64Array, pairs: Float64Array, classes: number): void {
  for (let t = 0; t < classes; t++) q[t * classes + t] = 0;
  for (let i = 0, pair = 0; i < classes; i++) {
    let diagonal = q[i * classes + i] ?? 0;
    for (let j = i + 1, lower = j * classes + i; j < classes; j++, lower += classes, pair++) {
      const ij = pairs[pair] as number;
      const ji = 1 - ij;
      q[i * classes + j] = q[lower] = -ji * ij;
      diagonal += ji * ji;
      q[j * classes + j] = (q[j * classes + j] as number) + ij * ij;
    }
    q[i * classes + i] = diagonal;
  }
}

/** Q p for equal probabilities. */
function initialProducts(q: Float64Array, classes: number): Float64Array {
  const qp = new Float64Array(classes);
  for (let row = 0, cell = 0; row < classes; row++) {
    for (let t = 0; t < classes; t++, cell++) qp[t] = (qp[t] as number) + (q[cell] as number);
  }
  return qp.map((sum) => sum / classes);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/**
 * One sweep of the algorithm: each class in turn takes its best value, then all are normalised again. The division of every
 * p and Qp by 1 + step is put off to the end of the sweep and kept in `scale`: the inner loop is then one multiply-add.
 */
function updateEachClass({
  q,
  p,
  qp,
  pqp,
}: {
  q: Float64Array;
  p: Float64Array;
  qp: Float64Array;
  pqp: number;
}): void {
  const classes = p.length;
  let scale = 1;
  for (let t = 0, row = 0; t < classes; t++, row += classes) {
    const diagonal = q[row + t] ?? 0;
    const value = (qp[t] ?? 0) / scale;
    const step = (pqp - value) / diagonal;
    pqp = (pqp + step * (step * diagonal + 2 * value)) / (1 + step) / (1 + step);
    const scaled = step * scale;
    p[t] = (p[t] ?? 0) + scaled;
    for (let j = 0; j < classes; j++) qp[j] = (qp[j] as number) + scaled * (q[row + j] as number);
    scale *= 1 + step;
  }
  for (let t = 0; t < classes; t++) {
    p[t] = (p[t] ?? 0) / scale;
    qp[t] = (qp[t] ?? 0) / scale;
  }
}
