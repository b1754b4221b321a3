import { describe, expect, test } from '@jest/globals';
import type { SvmModel } from '../../../src/svm/model.ts';
import { parseLibsvmText } from '../../../src/svm/parse-libsvm-text.ts';
import { createPredictor, decisionValues, predict, probabilities } from '../../../src/svm/predict.ts';
import { collapsedIsCheaper } from '../../../src/svm/weight-vectors.ts';
import { largestDifference, queries, sklearn } from './svm-fixture.ts';

describe.each(['linear', 'rbf'] as const)('a %s model of scikit-learn', (kernel) => {
  const { text, decision, probability } = sklearn.models[kernel];
  const model = parseLibsvmText(text, 'scikit-learn');
  const predictor = createPredictor(model);

  test('gives its decision values', () => {
    // The text has nine digits of every support vector, as single precision has.
    expect(largestDifference(queries.map(predictor.decisionValues), decision)).toBeLessThan(1e-9);
  });

  test('gives its probabilities', () => {
    expect(largestDifference(queries.map(predictor.probabilities), probability)).toBeLessThan(1e-9);
  });

  test('predicts the most probable class', () => {
    const expected = probability.map((row) => row.indexOf(Math.max(...row)));
    expect(queries.map((query) => predictor.predict(query).classIndex)).toEqual(expected);
  });
});

test.each([
  { classes: 3, way: 'weight vectors', collapsed: true },
  { classes: 6, way: 'kernel sums', collapsed: false },
])('$classes classes are decided by $way', ({ classes, collapsed }) => {
  const model = differencesOfElements(classes);
  expect(collapsedIsCheaper(model)).toBe(collapsed);
  const x = Float32Array.from({ length: 24 }, (_, index) => 2 ** index);
  const expected = Array.from({ length: classes }, (_, i) =>
    Array.from({ length: classes - 1 - i }, (_, offset) => 2 ** i - 2 ** (i + 1 + offset) - 0.5),
  ).flat();
  expect([...decisionValues(model, x)]).toEqual(expected);
});

test('a class of a two-class model has the probability of its sigmoid', () => {
  const model: SvmModel = {
    kernel: { type: 'linear' },
    dimension: 1,
    labels: [4, 9],
    counts: [1, 1],
    supportVectors: Float32Array.of(1, -1),
    coefficients: Float64Array.of(0.5, -0.5),
    rho: Float64Array.of(0),
    probA: Float64Array.of(-2),
    probB: Float64Array.of(0.25),
  };
  const x = Float32Array.of(1.5);
  // decision = 0.5·1.5 + 0.5·1.5 = 1.5; 1 / (1 + e^(−2·1.5 + 0.25)) = 0.9399133
  const [first = NaN, second = NaN] = probabilities(model, x);
  expect(Math.abs(first - 0.9399133)).toBeLessThan(1e-7);
  expect(Math.abs(first + second - 1)).toBeLessThan(1e-12);
  expect(predict(model, x)).toEqual({ classIndex: 0, label: 4, probability: first });
});

test('a vector of another length is refused', () => {
  const model = parseLibsvmText(sklearn.models.linear.text, 'scikit-learn');
  expect(() => predict(model, new Float32Array(23))).toThrow(/embedding of 24 numbers .* received 23/);
});

/** The support vector of class c is 1 at c and 0 elsewhere: decision (i, j) of x is x[i] − x[j] − 0.5. */
function differencesOfElements(classes: number): SvmModel {
  const [dimension, pairs] = [24, (classes * (classes - 1)) / 2];
  const supportVectors = new Float32Array(classes * dimension);
  const coefficients = new Float64Array((classes - 1) * classes);
  for (let c = 0; c < classes; c++) {
    supportVectors[c * dimension + c] = 1;
    // Row r of class c belongs to the pair with class r when r < c, else to the pair with class r + 1.
    for (let row = 0; row < classes - 1; row++) coefficients[row * classes + c] = row < c ? -1 : 1;
  }
  return {
    kernel: { type: 'linear' },
    dimension,
    labels: Array.from({ length: classes }, (_, c) => c),
    counts: new Array<number>(classes).fill(1),
    supportVectors,
    coefficients,
    rho: new Float64Array(pairs).fill(0.5),
    probA: new Float64Array(pairs).fill(-1),
    probB: new Float64Array(pairs),
  };
}
