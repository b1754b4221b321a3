import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { estimateAccuracy, predictedShares } from '../../../src/recognition/accuracy-estimate.ts';
import { trainClassifier } from '../../../src/recognition/train-classifier.ts';
import { createPredictor } from '../../../src/svm/predict.ts';
import { metadataOf } from '../../support/faces/embedding-metadata.ts';

// SciPy 1.10: betabinom(n, k + 0.5, n − k + 0.5).ppf([0.025, 0.975]).
test.each([
  [12, 12, 9, 12],
  [59, 60, 54, 60],
  [595, 600, 587, 599],
  [30, 60, 19, 41],
  [0, 7, 0, 3],
  [1, 4, 0, 4],
  [1990, 2000, 1979, 1997],
])('%i of %i right: as many others have %i to %i', (right, count, low, high) => {
  const shares = predictedShares(right / count, count);
  expect(shares.map((share) => Math.round(share * count))).toEqual([low, high]);
});

test('a face counts that is nearer to its own person than to any other', () => {
  const genuine = [0.1, 0.5, 0.2, 0, 0.3];
  const impostor = [1, 0.4, 1, 0, 1];
  // Nearer to another, and as near: equal images of two people tell nothing.
  expect(estimateAccuracy({ genuine, impostor }, [2, 3])).toMatchObject({ correct: 3, samples: 5 });
});

test('errors that come together widen the interval as those of half as many images', () => {
  // 60 people with two images each; three people have both wrong. Residuals 3 · 1.9² + 57 · 0.1² = 11.4, of a ratio over 60
  // clusters 60 / 59 · 11.4 / 120² = 8.05e-4; of independent images 0.95 · 0.05 / 120 = 3.96e-4: 2.03 times, as many as 59.
  const genuine = Array.from({ length: 120 }, (_, i) => (i < 6 ? 2 : 0));
  const impostor = genuine.map(() => 1);
  const sizes = Array.from({ length: 60 }, () => 2);
  expect(estimateAccuracy({ genuine, impostor }, sizes).interval).toEqual(predictedShares(0.95, 59));
});

describe('the estimate agrees with the accuracy of the classifier on held-out images', () => {
  // Cosines of about 0.55 within a person and 0.25 between people: hard enough for errors.
  const dimension = 48;
  test.each([
    { people: 30, images: 2 },
    { people: 60, images: 2 },
    { people: 40, images: 3 },
    { people: 20, images: 5 },
    { people: 10, images: 10 },
  ])('$people people with $images images', async ({ people, images }) => {
    const random = seededRandom(people, images);
    const noise = (): number[] => Array.from({ length: dimension }, () => random() + random() + random() - 1.5);
    const common = noise();
    const centres = Array.from({ length: people }, noise);
    const imageOf = (centre: readonly number[]): Float32Array => {
      const own = noise();
      const mixed = own.map((value, i) => 0.5 * (common[i] ?? 0) + 0.55 * (centre[i] ?? 0) + 0.67 * value);
      const length = Math.hypot(...mixed);
      return Float32Array.from(mixed, (value) => value / length);
    };
    const faces = centres.flatMap((centre, p) =>
      Array.from({ length: images }, () => ({
        name: `person ${String(p).padStart(3, '0')}`,
        embedding: imageOf(centre),
      })),
    );
    const { classifier, validation } = await trainClassifier(faces, metadataOf(dimension));
    if (classifier.kind !== 'svm') throw new Error('expected support vector machines');
    const { predict } = createPredictor(classifier.svm);
    const tests = Array.from({ length: people * 10 }, (_, i) => i % people);
    const right = tests.filter((p) => predict(imageOf(centres[p] ?? [])).classIndex === p).length;
    const accuracy = right / tests.length;
    const [low, high] = validation.interval;
    expect(accuracy).toBeGreaterThanOrEqual(low);
    expect(accuracy).toBeLessThanOrEqual(high);
  });
});
