import { measure } from '../dist/pipelines/bench/measure.js';

const SIDE = 256;

/**
 * Work that no change to facekit makes faster or slower, a product of matrices in plain JavaScript: where its ratio to the baseline
 * is not 1, the machine is busier or quieter than it was then, and the other ratios are off by as much.
 */
export async function* yardstick({ quick }) {
  const matrix = Float64Array.from({ length: SIDE * SIDE }, (_, i) => (i % 7) - 3);
  yield measure({ name: 'yardstick, not facekit', count: 1 }, () => product(matrix, matrix), {
    seconds: quick ? 0 : 2,
  });
}

function product(a, b) {
  const result = new Float64Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++)
    for (let k = 0; k < SIDE; k++)
      for (let j = 0; j < SIDE; j++) result[i * SIDE + j] += a[i * SIDE + k] * b[k * SIDE + j];
  return result;
}
