import { expect, test } from '@jest/globals';
import { createCoupler } from '../../../src/svm/coupling.ts';

/** P(i | i or j) = p[i] / (p[i] + p[j]): pairs that agree with one another. */
function consistentPairs(p: readonly number[]): Float64Array {
  const pairs = p.flatMap((first, i) => p.slice(i + 1).map((second) => first / (first + second)));
  return Float64Array.from(pairs);
}

test.each([{ p: [0.9, 0.1] }, { p: [0.5, 0.3, 0.2] }, { p: [0.05, 0.05, 0.8, 0.1] }])(
  'finds the probabilities $p behind consistent pairs',
  ({ p }) => {
    const found = createCoupler(p.length)(consistentPairs(p));
    // libsvm stops at a residual of 0.005 / k; that is its precision too.
    found.forEach((value, index) => {
      expect(Math.abs(value - (p[index] ?? NaN))).toBeLessThan(0.01);
    });
    expect(Math.abs(found.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12);
  },
);

test('stays finite for pairs that contradict one another with certainty', () => {
  const found = createCoupler(3)(Float64Array.of(1, 0, 1));
  // 0 beats 1, 1 beats 2, 2 beats 0: by symmetry all are equally probable.
  found.forEach((value) => {
    expect(Math.abs(value - 1 / 3)).toBeLessThan(1e-6);
  });
});

test('what was coupled before does not matter', () => {
  const couple = createCoupler(3);
  const first = couple(consistentPairs([0.5, 0.3, 0.2]));
  couple(consistentPairs([0.1, 0.1, 0.8]));
  expect(couple(consistentPairs([0.5, 0.3, 0.2]))).toEqual(first);
});
