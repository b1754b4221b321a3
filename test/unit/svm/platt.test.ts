import { describe, expect, test } from '@jest/globals';
import { fitSigmoid, sigmoid } from '../../../src/svm/platt.ts';
import { sklearn } from './svm-fixture.ts';

test('fits the sigmoid that scikit-learn fits with another optimiser', () => {
  const { decisions, positives, a, b } = sklearn.sigmoid;
  const fitted = fitSigmoid(Float64Array.from(decisions), positives);
  expect(Math.abs(fitted.a - a)).toBeLessThan(1e-4);
  expect(Math.abs(fitted.b - b)).toBeLessThan(1e-4);
});

test('decisions that all agree give the share of the classes', () => {
  // With decision 0 only b counts: 1 / (1 + e^b) is the mean of the targets, (3·(4/5) + 1·(1/3)) / 4 = 41/60.
  const { b } = fitSigmoid(new Float64Array(4), 3);
  expect(Math.abs(1 / (1 + Math.exp(b)) - 41 / 60)).toBeLessThan(1e-5);
});

describe('the sigmoid', () => {
  test.each([
    { decision: 0, a: -3, b: 0, expected: 0.5 },
    { decision: 2, a: -1, b: 0, expected: 0.880797077978 },
    { decision: -2000, a: -1, b: 0, expected: 0 },
    { decision: 2000, a: -1, b: 0, expected: 1 },
  ])('of $decision is $expected', ({ decision, a, b, expected }) => {
    expect(Math.abs(sigmoid(decision, a, b) - expected)).toBeLessThan(1e-12);
  });
});
