import { expect, test } from '@jest/globals';
import { modelThreshold } from '../../../src/facenet/compare-metric.ts';
import type { StoredModelInfo } from '../../../src/models/model-info.ts';
import { findKnownModel } from '../../../src/models/known-models.ts';
import { createSimilarity } from '../../../src/server/compreface/similarity.ts';

const facenet = createSimilarity(findKnownModel('facenet-vggface2') as StoredModelInfo, 'fixed');

// By CompreFace's formula, computed with Python: (tanh((1.1817961 - sqrt(d)) * 5.291995557) + 1) / 2.
test.each([
  [0, 0.9999963],
  [0.5, 0.9934655],
  [1.069, 0.8270798],
  [1.3966, 0.500047],
  [4, 0.0001734],
])('FaceNet faces at the squared distance %d are as similar as CompreFace says: %d', (distance, similarity) => {
  expect(facenet(distance)).toBeCloseTo(similarity, 6);
});

test('other models have the same similarity at the threshold that was measured for them', () => {
  const model = findKnownModel('mobilefacenet') as StoredModelInfo;
  const threshold = modelThreshold(model, model.standardisation, 'squared-euclidean')?.value ?? NaN;
  expect(threshold).toBeGreaterThan(1);
  expect(createSimilarity(model, model.standardisation)(threshold)).toBeCloseTo(0.827, 3);
});
