import { expect, test } from '@jest/globals';
import { createBinarySolver, type Rows } from '../../../src/svm/binary-solver.ts';

const rowsOf = (vectors: readonly number[][]): Rows => ({
  kernel: 'linear',
  gamma: 0,
  count: vectors.length,
  length: vectors[0]?.length ?? 0,
  at: (row) => Float64Array.from(vectors[row] ?? []),
});

const OPTIONS = { cost: 1e6, tolerance: 1e-4, shrinking: true };

test('a problem that libsvm gives up is counted; one that it solves is not', async () => {
  using solver = await createBinarySolver(OPTIONS);
  solver.setRows(rowsOf([[1], [-1]]));
  // By hand: w = 1, so that both samples support it with 1/2.
  expect(solver.solve(Int32Array.of(0, 1), 1)).toEqual({ coefficients: Float64Array.of(0.5, -0.5), rho: 0 });
  expect(solver.unfinished).toBe(0);
  solver.setRows(
    rowsOf([
      [1e5, 3],
      [2e5, 1],
      [1e5, 2],
      [2e5, 7],
    ]),
  );
  solver.solve(Int32Array.of(0, 1, 2, 3), 2);
  expect(solver.unfinished).toBe(1);
});
