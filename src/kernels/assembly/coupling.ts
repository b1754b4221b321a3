// Pairwise coupling: the second method of Wu, Lin and Weng (2004), algorithm 2. All numbers are float64. Rows of Q have an even number
// of columns, so that two are taken at a time; the last of an odd number of classes is followed by a zero.

/** Pair probabilities are kept this far from 0 and 1, as in libsvm. */
const MIN_PROBABILITY: f64 = 1e-7;

/** Float64 in a row of Q, and in Qp. */
function strideOf(classes: i32): i32 {
  return (classes + 1) & ~1;
}

/**
 * One probability a pair to one probability a class.
 * @param pairs P(i | i or j) in the order (0, 1), (0, 2), …, (k − 2, k − 1), each in [0, 1]
 * @param q, qp working memory for k and for one row of an even number of columns
 * @param p receives k probabilities
 */
export function couple(pairs: usize, classes: i32, q: usize, qp: usize, p: usize): void {
  const maxIterations = max(100, classes);
  const tolerance = 0.005 / <f64>classes;
  fillMatrix(pairs, classes, q, qp);
  for (let t = 0; t < classes; t++) put(p, t, 1 / <f64>classes);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    let pqp: f64 = 0;
    for (let t = 0; t < classes; t++) pqp += at(p, t) * at(qp, t);
    if (isWithin(qp, classes, pqp, tolerance)) break;
    updateEachClass(classes, q, qp, p, pqp);
  }
}

/** Q[t][t] = Σ r[j][t]², Q[t][j] = −r[j][t] · r[t][j]; Qp for equal probabilities. */
function fillMatrix(pairs: usize, classes: i32, q: usize, qp: usize): void {
  const stride = strideOf(classes);
  memory.fill(q, 0, <usize>classes * stride * 8);
  memory.fill(qp, 0, <usize>stride * 8);
  for (let i = 0; i < classes; i++) {
    const row = q + <usize>i * stride * 8;
    let sum = at(qp, i);
    let diagonal = at(row, i);
    for (let j = i + 1; j < classes; j++) {
      const ij = Math.min(Math.max(load<f64>(pairs), MIN_PROBABILITY), 1 - MIN_PROBABILITY);
      pairs += 8;
      const ji = 1 - ij;
      const value = -ji * ij;
      const mirrored = q + <usize>j * stride * 8;
      put(row, j, value);
      put(mirrored, i, value);
      put(mirrored, j, at(mirrored, j) + ij * ij);
      put(qp, j, at(qp, j) + value);
      sum += value;
      diagonal += ji * ji;
    }
    put(row, i, diagonal);
    put(qp, i, (sum + diagonal) / <f64>classes);
  }
}

/** Whether all of Qp is nearer to `middle` than `tolerance`. */
function isWithin(qp: usize, classes: i32, middle: f64, tolerance: f64): bool {
  for (let t = 0; t < classes; t++) {
    if (!(Math.abs(at(qp, t) - middle) < tolerance)) return false;
  }
  return true;
}

/**
 * Each class in turn takes its best value, then all are normalised again. The division of every p and Qp by 1 + step is put off to the
 * end and kept in `scale`: a step is then one multiply-add for each of Qp, and those of four classes are made in one pass. What a step
 * needs of Qp is worked out before.
 */
function updateEachClass(classes: i32, q: usize, qp: usize, p: usize, pqp: f64): void {
  const row = <usize>strideOf(classes) * 8;
  let scale: f64 = 1;
  for (let t = 0; t < classes; t += 4) {
    const q0 = q + <usize>t * row;
    // Behind the last class no step is taken, and its row is not read.
    const q1 = t + 1 < classes ? q0 + row : q0;
    const q2 = t + 2 < classes ? q1 + row : q0;
    const q3 = t + 3 < classes ? q2 + row : q0;
    let a: f64 = 0;
    let b: f64 = 0;
    let c: f64 = 0;
    let d: f64 = 0;
    for (let s = t; s < min(t + 4, classes); s++) {
      const value = (at(qp, s) + a * at(q0, s) + b * at(q1, s) + c * at(q2, s)) / scale;
      const diagonal = at(q + <usize>s * row, s);
      const step = (pqp - value) / diagonal;
      pqp = (pqp + step * (step * diagonal + 2 * value)) / (1 + step) / (1 + step);
      put(p, s, at(p, s) + step * scale);
      if (s == t) a = step * scale;
      else if (s == t + 1) b = step * scale;
      else if (s == t + 2) c = step * scale;
      else d = step * scale;
      scale *= 1 + step;
    }
    addRows(qp, row, q0, q1, q2, q3, a, b, c, d);
  }
  for (let t = 0; t < classes; t++) {
    put(p, t, at(p, t) / scale);
    put(qp, t, at(qp, t) / scale);
  }
}

/** Qp += a·q0 + b·q1 + c·q2 + d·q3, in this order. */
function addRows(
  qp: usize,
  bytes: usize,
  q0: usize,
  q1: usize,
  q2: usize,
  q3: usize,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
): void {
  const va = f64x2.splat(a);
  const vb = f64x2.splat(b);
  const vc = f64x2.splat(c);
  const vd = f64x2.splat(d);
  for (let i: usize = 0; i < bytes; i += 16) {
    let sum = f64x2.add(v128.load(qp + i), f64x2.mul(va, v128.load(q0 + i)));
    sum = f64x2.add(sum, f64x2.mul(vb, v128.load(q1 + i)));
    sum = f64x2.add(sum, f64x2.mul(vc, v128.load(q2 + i)));
    v128.store(qp + i, f64x2.add(sum, f64x2.mul(vd, v128.load(q3 + i))));
  }
}

function at(array: usize, index: i32): f64 {
  return load<f64>(array + <usize>index * 8);
}

function put(array: usize, index: i32, value: f64): void {
  store<f64>(array + <usize>index * 8, value);
}
