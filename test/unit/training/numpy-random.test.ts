import { describe, expect, test } from '@jest/globals';
import { NumpyRandom } from '../../../src/training/numpy-random.ts';
import { selectionFixture } from '../../support/training/training-fixture.ts';

describe.each(selectionFixture.random)('the random numbers of NumPy after seed($seed)', (expected) => {
  test('are drawn in its order', () => {
    const random = new NumpyRandom(expected.seed);
    expect(expected.below.map(([count]) => random.below(count))).toEqual(expected.below.map(([, drawn]) => drawn));
    const items = Array.from({ length: 20 }, (_, i) => i);
    random.shuffle(items);
    expect(items).toEqual(expected.shuffled);
    expect(expected.uniform.map(() => random.uniform())).toEqual(expected.uniform);
    for (let i = 0; i < 2000; i++) random.uniform();
    expect(random.uniform()).toBe(expected.later);
  });

  test('go on from a state', () => {
    const random = new NumpyRandom(expected.seed);
    for (let i = 0; i < 700; i++) random.uniform();
    const later = new NumpyRandom(random.state());
    const drawn = Array.from({ length: 400 }, () => random.uniform());
    expect(Array.from({ length: 400 }, () => later.uniform())).toEqual(drawn);
  });
});
