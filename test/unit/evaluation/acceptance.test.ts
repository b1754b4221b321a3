import { describe, expect, test } from '@jest/globals';
import { countAcceptance, rate } from '../../../src/evaluation/acceptance.ts';
import { thresholdAtFar } from '../../../src/evaluation/validation-rate.ts';

const GRID = { step: 0.01, count: 400 };

describe('countAcceptance', () => {
  // By NumPy: np.argmax(np.arange(0, 4, 0.01) > distance). 35·0.01 is 0.35000000000000003 and accepts 0.35, as does number 57
  // with 0.57; 28·0.01 is 0.28 itself and does not accept 0.28.
  test.each([
    { distance: 0, first: 1 },
    { distance: 0.07, first: 8 },
    { distance: 0.25, first: 26 },
    { distance: 0.28, first: 29 },
    { distance: 0.35, first: 35 },
    { distance: 0.57, first: 57 },
    { distance: 1.1, first: 111 },
    { distance: 3.98, first: 399 },
    { distance: 3.9899, first: 399 },
  ])('$distance is accepted from threshold number $first', ({ distance, first }) => {
    const { trueAccepts } = countAcceptance({ distances: Float64Array.of(distance), same: [true] }, GRID);
    expect(trueAccepts.indexOf(1)).toBe(first);
    expect(trueAccepts.at(-1)).toBe(1);
  });

  test.each([3.99, 4, 7.5, 1e30, Infinity])('%d is beyond every threshold', (distance) => {
    const counts = countAcceptance({ distances: Float64Array.of(distance), same: [false] }, GRID);
    expect(counts.falseAccepts.at(-1)).toBe(0);
    expect(counts.differentPairs).toBe(1);
  });

  test('counts both kinds apart', () => {
    const distances = Float64Array.of(0.5, 0.1, 0.3, 0.3);
    const counts = countAcceptance({ distances, same: [true, false, true, false] }, { step: 0.2, count: 4 });
    expect([...counts.trueAccepts]).toEqual([0, 0, 1, 2]);
    expect([...counts.falseAccepts]).toEqual([0, 1, 2, 2]);
    expect([counts.samePairs, counts.differentPairs]).toEqual([2, 2]);
  });
});

describe('thresholdAtFar', () => {
  const at = (falseAccepts: number[], target: number): number =>
    thresholdAtFar(
      {
        samePairs: 0,
        differentPairs: 10,
        trueAccepts: new Uint32Array(),
        falseAccepts: Uint32Array.from(falseAccepts),
      },
      target,
    );

  test.each([
    { name: 'between two steps', counts: [0, 0, 2, 2, 6], target: 0.3, expected: 0.00325 },
    { name: 'on a plateau: its end', counts: [0, 1, 1, 1, 5], target: 0.1, expected: 0.003 },
    { name: 'exactly the last value', counts: [0, 1, 2, 3, 3], target: 0.3, expected: 0.004 },
    { name: 'never reached', counts: [0, 0, 1, 1, 1], target: 0.2, expected: 0 },
    { name: 'no false accept wanted', counts: [0, 0, 0, 4, 8], target: 0, expected: 0.002 },
  ])('$name', ({ counts, target, expected }) => {
    expect(Math.abs(at(counts, target) - expected)).toBeLessThan(1e-12);
  });
});

test('the rate of nothing is 0', () => {
  expect([rate(0, 0), rate(1, 4)]).toEqual([0, 0.25]);
});
