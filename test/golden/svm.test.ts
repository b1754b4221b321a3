import { expect, test } from '@jest/globals';
import { createPredictor } from '../../src/svm/predict.ts';
import { trainSvm } from '../../src/svm/train.ts';
import { describeWithShared, readReference } from '../support/shared.ts';
import { largestDifference, vectorsOf } from '../unit/svm/support.ts';

interface Reference {
  readonly small: {
    readonly dimension: number;
    readonly train: string;
    readonly trainLabels: number[];
    readonly query: string;
    readonly decision: readonly (readonly number[])[];
    readonly predicted: readonly number[];
  };
}

describeWithShared('the SVM against scikit-learn', () => {
  // The reference was optimised to a tolerance of 1e-6 and rounded to six digits.
  test.each([
    { tolerance: 1e-4, allowed: 2e-4 },
    { tolerance: 1e-6, allowed: 2e-6 },
  ])('decision values trained to $tolerance are within $allowed', async ({ tolerance, allowed }) => {
    const { small } = readReference('svm.json') as Reference;
    const model = await trainSvm(vectorsOf(small.train, small.dimension), small.trainLabels, { tolerance });
    const predictor = createPredictor(model);
    const queries = vectorsOf(small.query, small.dimension);
    expect(largestDifference(queries.map(predictor.decisionValues), small.decision)).toBeLessThan(allowed);
    expect(queries.map((query) => predictor.predict(query).label)).toEqual(small.predicted);
  });
});
