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
    const p = new Float64Array(classes).fill(1 / classes);
    const qp = fillCouplingMatrix(q, pairs, classes);
    for (let iteration = 0; iteration < maxIterations; iteration++) {
      const pqp = dot(p, qp);
      if (isWithin(qp, pqp, tolerance)) break;
      updateEachClass({ q, p, qp, sums: { pqp, scale: 1 } });
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

/** Q[t][t] = Σ r[j][t]², Q[t][j] = −r[j][t] · r[t][j], row-major k × k. Returns Q p for equal probabilities. */
function fillCouplingMatrix(q: Float64Array, pairs: Float64Array, classes: number): Float64Array {
  const sums = new Float64Array(classes);
  const diagonals = new Float64Array(classes);
  for (let i = 0, pair = 0; i < classes; i++) {
    let sum = sums[i] as number;
    let diagonal = diagonals[i] as number;
    for (let j = i + 1, lower = j * classes + i; j < classes; j++, lower += classes, pair++) {
      const ij = pairs[pair] as number;
      const ji = 1 - ij;
      const value = -ji * ij;
      q[i * classes + j] = q[lower] = value;
      sum += value;
      sums[j] = (sums[j] as number) + value;
      diagonal += ji * ji;
      diagonals[j] = (diagonals[j] as number) + ij * ij;
    }
    q[i * classes + i] = diagonal;
    sums[i] = (sum + diagonal) / classes;
  }
  return sums;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

interface Sweep {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly qp: Float64Array;
  /** pᵀQp, and what p and Qp are still to be divided by. */
  readonly sums: { pqp: number; scale: number };
}

/**
 * One sweep of the algorithm: each class in turn takes its best value, then all are normalised again. The division of every
 * p and Qp by 1 + step is put off to the end of the sweep and kept in `scale`: a step is then one multiply-add for each of Qp,
 * and those of four classes are made in one pass.
 */
function updateEachClass(sweep: Sweep): void {
  const { p, qp, sums } = sweep;
  let t = 0;
  for (; t + 4 <= p.length; t += 4) takeFourSteps(sweep, t);
  for (; t < p.length; t++) takeStep(sweep, t);
  for (t = 0; t < p.length; t++) {
    p[t] = (p[t] as number) / sums.scale;
    qp[t] = (qp[t] as number) / sums.scale;
  }
}

/** Gives class t its best value. */
function takeStep(sweep: Sweep, t: number): void {
  const { q, qp } = sweep;
  const step = nextStep(sweep, t, qp[t] as number);
  for (let j = 0, cell = t * qp.length; j < qp.length; j++, cell++) {
    qp[j] = (qp[j] as number) + step * (q[cell] as number);
  }
}

/** `takeStep` of t … t + 3, to the same bits: what a step needs of Qp is worked out before all of Qp is brought up to date. */
function takeFourSteps(sweep: Sweep, t: number): void {
  const { q, qp } = sweep;
  const classes = qp.length;
  const [r0, r1, r2, r3] = [t * classes, (t + 1) * classes, (t + 2) * classes, (t + 3) * classes];
  const after = (a: number, b: number, c: number, j: number): number =>
    (qp[j] as number) + a * (q[r0 + j] as number) + b * (q[r1 + j] as number) + c * (q[r2 + j] as number);
  const a = nextStep(sweep, t, qp[t] as number);
  const b = nextStep(sweep, t + 1, after(a, 0, 0, t + 1));
  const c = nextStep(sweep, t + 2, after(a, b, 0, t + 2));
  const d = nextStep(sweep, t + 3, after(a, b, c, t + 3));
  for (let j = 0; j < classes; j++) {
    qp[j] =
      (qp[j] as number) +
      a * (q[r0 + j] as number) +
      b * (q[r1 + j] as number) +
      c * (q[r2 + j] as number) +
      d * (q[r3 + j] as number);
  }
}

/** By how much p[t] grows, times the scale, where Qp[t] times the scale is `value`. */
function nextStep({ q, p, sums }: Sweep, t: number, value: number): number {
  const { scale, pqp } = sums;
  const diagonal = q[t * p.length + t] as number;
  const product = value / scale;
  const step = (pqp - product) / diagonal;
  sums.pqp = (pqp + step * (step * diagonal + 2 * product)) / (1 + step) / (1 + step);
  sums.scale = scale * (1 + step);
  p[t] = (p[t] as number) + step * scale;
  return step * scale;
}
