import { describe, expect, test } from '@jest/globals';
import { NumpyRandom } from '../../../src/training/numpy-random.ts';
import { NEGATIVE_RULES } from '../../../src/training/triplets/negative-rule.ts';
import { selectTriplets } from '../../../src/training/triplets/select-triplets.ts';
import { squaredDistancesTo } from '../../../src/training/triplets/squared-distances.ts';
import { selectionFixture, unpackFloats } from '../../support/training/training-fixture.ts';

describe.each(selectionFixture.selection)('triplets of $name', ({ dimension, images, people, margin, ...expected }) => {
  const embeddings = { data: unpackFloats(expected.embeddings), dimension };

  test('distances have the bits of NumPy', () => {
    expect(squaredDistancesTo(embeddings, 0)).toEqual(unpackFloats(expected.distances));
  });

  test.each(NEGATIVE_RULES)('%s: the list of the script', (rule) => {
    const random = new NumpyRandom(666);
    const selection = selectTriplets(embeddings, { imagesPerPerson: images, people, margin, rule, random });
    expect(selection).toEqual(expected[rule]);
  });
});

test('without a negative a pair is counted and dropped', () => {
  const embeddings = { data: Float32Array.of(0, 0, 10, 10.5), dimension: 1 };
  const options = { imagesPerPerson: [2, 2], margin: 0.2, rule: 'violating', random: new NumpyRandom(1) } as const;
  expect(selectTriplets(embeddings, options)).toEqual({ triplets: [], pairs: 2 });
});

test('embeddings that are no numbers make no triplets', () => {
  const embeddings = { data: new Float32Array(8).fill(NaN), dimension: 2 };
  const options = { imagesPerPerson: [2, 2], margin: 0.2, rule: 'violating', random: new NumpyRandom(1) } as const;
  expect(selectTriplets(embeddings, options)).toEqual({ triplets: [], pairs: 2 });
});
