import { describe, expect, test } from '@jest/globals';
import { NumpyRandom } from '../../../src/training/numpy-random.ts';
import { balancedBatch, batchesOfPass } from '../../../src/training/sampling/balanced-batch.ts';
import { samplePeople } from '../../../src/training/sampling/sample-people.ts';
import { selectionFixture } from '../../support/training/training-fixture.ts';

test.each(selectionFixture.people)('sample_people of $images', ({ images, people, imagesPerPerson, samples }) => {
  const random = new NumpyRandom(666);
  const sampled = samples.map(() => samplePeople(images, { people, imagesPerPerson, random }));
  const flat = sampled.map((sample) => ({
    classes: sample.map(({ person }) => person),
    counts: sample.map((each) => each.images.length),
    images: sample.flatMap((each) => each.images),
  }));
  expect(flat).toEqual(samples);
});

test('of too few images sample_people takes all', () => {
  const sampled = samplePeople([2, 1], { people: 4, imagesPerPerson: 2, random: new NumpyRandom(1) });
  expect(sampled.flatMap(({ images }) => images)).toHaveLength(3);
});

describe('balanced batches', () => {
  const images = [5, 1, 2, 9, 4, 3, 2];
  const options = { people: 3, imagesPerPerson: 2, seed: 4 };
  const steps = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => balancedBatch(images, from + i, options));

  test('have P different people with K images each', () => {
    for (const batch of steps(0, 50)) {
      expect(new Set(batch.map(({ person }) => person)).size).toBe(3);
      for (const each of batch) {
        expect(each.images).toHaveLength(2);
        const different = Math.min(2, images[each.person] ?? 0);
        expect(new Set(each.images).size).toBe(different);
        expect(Math.max(...each.images)).toBeLessThan(images[each.person] ?? 0);
      }
    }
  });

  test('show nobody twice in a pass', () => {
    expect(batchesOfPass(7, 3)).toBe(2);
    for (let pass = 0; pass < 20; pass++) {
      const people = steps(2 * pass, 2 * pass + 2).flatMap((batch) => batch.map(({ person }) => person));
      expect(new Set(people).size).toBe(6);
    }
  });

  test('show every person, and of a person every image, about as often', () => {
    const passes = 3000;
    const seen = images.map((count) => new Array<number>(count).fill(0));
    for (const { person, images: taken } of steps(0, 2 * passes).flat())
      for (const image of taken) seen[person]?.splice(image, 1, (seen[person][image] ?? 0) + 1);
    for (const [person, counts] of seen.entries()) {
      const expected = (passes * 6 * 2) / 7 / (images[person] ?? 1);
      // Above five standard deviations of a count that is drawn independently.
      for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  test('follow from the seed', () => {
    expect(balancedBatch(images, 7, options)).toEqual(balancedBatch(images, 7, options));
    expect(balancedBatch(images, 7, { ...options, seed: 5 })).not.toEqual(balancedBatch(images, 7, options));
  });

  test('of fewer people than a batch have all of them', () => {
    expect(balancedBatch([2, 2], 5, options)).toHaveLength(2);
  });
});
