import { expect, test } from '@jest/globals';
import type { Classifier } from '../../../src/recognition/classifier.ts';
import { createRecognizer } from '../../../src/recognition/recognizer.ts';
import { trainClassifier } from '../../../src/recognition/train-classifier.ts';
import { metadataOf } from '../../support/faces/embedding-metadata.ts';

const METADATA = metadataOf(2);

const at = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

const CLASSIFIER: Classifier = {
  kind: 'nearest',
  embeddings: METADATA,
  training: { seed: 666, split: null },
  unknown: {
    distance: 0.8,
    targetFalseAcceptRate: 0.01,
    // What is usual for embeddings of faces, to which few people are drawn: nothing changes.
    genuine: { count: 6, mean: 0.3, deviation: 0.14 },
    impostor: { count: 6, mean: 1.42, deviation: 0.18 },
  },
  classes: [
    { name: 'Ann', images: 2, references: [at(0)] },
    { name: 'Bob', images: 2, references: [at(60), at(300)] },
    { name: 'Cleo', images: 2, references: [at(180)] },
  ],
};

test('the nearest person wins, by a linear discriminant of the distances', async () => {
  await using recognizer = await createRecognizer(CLASSIFIER, undefined, { top: 3 });
  const [near, between] = await recognizer.recognize([at(10), at(320)]);
  expect(near?.candidates.map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Cleo']);
  expect(near?.name).toBe('Ann');
  // 20 degrees from Bob's second reference, 40 from Ann's: distances 2 − 2 cos 20° = 0.12061 and 2 − 2 cos 40° = 0.46791.
  // Odds of exp(slope · difference), the slope (1.42 − 0.3) / ((0.14² + 0.18²) / 2) = 43.077.
  expect(between?.name).toBe('Bob');
  expect(between?.candidates[0].distance).toBeCloseTo(0.12061, 4);
  expect(between?.candidates[1]?.probability).toBeCloseTo(1 / (1 + Math.exp(43.077 * 0.3473)), 9);
});

test('a face far from everybody is unknown', async () => {
  await using recognizer = await createRecognizer(CLASSIFIER, undefined);
  // 60 degrees from Bob and from Cleo: 2 − 2 cos 60° = 1.
  const [far] = await recognizer.recognize([at(120)]);
  expect(far?.name).toBeNull();
  expect(far?.candidates[0].distance).toBeCloseTo(1, 6);
});

test('support vector machines are refused without an engine', async () => {
  const faces = [0, 5, 90, 95].map((angle) => ({ name: angle < 50 ? 'Ann' : 'Bob', embedding: at(angle) }));
  const { classifier } = await trainClassifier(faces, METADATA);
  expect(classifier.kind).toBe('svm');
  await expect(createRecognizer(classifier, undefined)).rejects.toMatchObject({ code: 'usage' });
});

test('above 500 people nearest means are trained, or what is asked for', async () => {
  const people = (count: number) =>
    Array.from({ length: count * 2 }, (_, i) => ({
      name: `person ${Math.floor(i / 2)}`,
      embedding: at((360 * (Math.floor(i / 2) + (i % 2) / 4)) / count),
    }));
  expect((await trainClassifier(people(501), METADATA)).classifier.kind).toBe('nearest');
  const { classifier, validation } = await trainClassifier(people(12), METADATA, { kind: 'nearest' });
  expect(classifier.kind).toBe('nearest');
  expect(validation).toMatchObject({ correct: 24, samples: 24 });
});
