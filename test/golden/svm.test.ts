import { expect, test } from '@jest/globals';
import { createPredictor } from '../../src/svm/predict.ts';
import { trainSvm } from '../../src/svm/train.ts';
import { describeWithShared } from '../support/shared.ts';
import { readSvmReference } from '../support/svm/svm-reference.ts';
import { largestDifference } from '../unit/svm/svm-fixture.ts';

describeWithShared('the SVM against scikit-learn', () => {
  // The reference was optimised to a tolerance of 1e-6 and rounded to six digits.
  test.each([
    { tolerance: 1e-4, allowed: 2e-4 },
    { tolerance: 1e-6, allowed: 2e-6 },
  ])('decision values trained to $tolerance are within $allowed', async ({ tolerance, allowed }) => {
    const small = readSvmReference();
    const model = await trainSvm(small.train, small.trainLabels, { tolerance });
    const predictor = createPredictor(model);
    expect(largestDifference(small.queries.map(predictor.decisionValues), small.decision)).toBeLessThan(allowed);
    expect(small.queries.map((query) => predictor.predict(query).label)).toEqual(small.predicted);
  });
});
