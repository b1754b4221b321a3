import { classStarts, pairCount, type SvmModel } from './model.ts';

/** Whether p weight vectors take fewer multiplications than n kernel values and their weighted sums. */
export function collapsedIsCheaper({ kernel, labels, counts, dimension }: SvmModel): boolean {
  const vectors = counts.reduce((a, b) => a + b, 0);
  const byWeights = pairCount(labels.length) * dimension;
  const byKernel = vectors * (dimension + labels.length - 1);
  return kernel.type === 'linear' && byWeights <= byKernel;
}

/** The weight vector Σ coefficient · support vector of every pair of a linear model: p × d. */
export function collapseLinear(model: SvmModel): Float64Array {
  const { labels, dimension } = model;
  const weights = new Float64Array(pairCount(labels.length) * dimension);
  const starts = classStarts(model.counts);
  for (let i = 0, pair = 0; i < labels.length; i++) {
    for (let j = i + 1; j < labels.length; j++, pair++) {
      const target = weights.subarray(pair * dimension, (pair + 1) * dimension);
      addWeighted(model, { row: j - 1, from: starts[i] ?? 0, to: starts[i + 1] ?? 0 }, target);
      addWeighted(model, { row: i, from: starts[j] ?? 0, to: starts[j + 1] ?? 0 }, target);
    }
  }
  return weights;
}

/** Adds coefficient · vector for the support vectors `from` … `to` − 1, with the coefficients of one row. */
function addWeighted(
  { supportVectors, coefficients, labels, dimension }: SvmModel,
  { row, from, to }: { row: number; from: number; to: number },
  target: Float64Array,
): void {
  const rowLength = coefficients.length / (labels.length - 1);
  const factors = new Float64Array(TOGETHER);
  const cells = new Int32Array(TOGETHER);
  let count = 0;
  for (let s = from; s < to; s++) {
    const coefficient = coefficients[row * rowLength + s] as number;
    if (coefficient === 0) continue;
    factors[count] = coefficient;
    cells[count] = s * dimension;
    count = (count + 1) % TOGETHER;
    if (count === 0) addFour(target, supportVectors, factors, cells);
  }
  if (count > 0) addFour(target, supportVectors, factors.fill(0, count), cells);
}

/** How many vectors are added in one pass over the target: it is loaded and stored once for all. */
const TOGETHER = 4;

/** target += Σ factor · vector, over the four vectors that begin at `cells`. */
function addFour(target: Float64Array, vectors: Float32Array, factors: Float64Array, cells: Int32Array): void {
  const [a = 0, b = 0, c = 0, d = 0] = factors;
  const [v0 = 0, v1 = 0, v2 = 0, v3 = 0] = cells;
  for (let i = 0; i < target.length; i++) {
    target[i] =
      (target[i] as number) +
      a * (vectors[v0 + i] as number) +
      b * (vectors[v1 + i] as number) +
      c * (vectors[v2 + i] as number) +
      d * (vectors[v3 + i] as number);
  }
}
