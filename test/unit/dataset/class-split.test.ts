import { describe, expect, test } from '@jest/globals';
import { splitByClass, withEnough } from '../../../src/dataset/class-split.ts';

const images = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ name, path: `${name}/${String(i).padStart(2, '0')}` }));
const ITEMS = [...images('Bob', 6), ...images('Ann', 8), ...images('Cleo', 2)];
const OPTIONS = { minPerClass: 3, trainPerClass: 4, seed: 666 };
const times = (count: number, name: string): string[] => Array.from({ length: count }, () => name);
const paths = (items: readonly { path: string }[]): string[] => items.map(({ path }) => path);

describe('a split', () => {
  test('has every image of those with enough once, as many to train on as asked for, sorted', () => {
    const { train, test: rest } = splitByClass(ITEMS, OPTIONS);
    expect(train.map(({ name }) => name)).toEqual([...times(4, 'Ann'), ...times(4, 'Bob')]);
    expect(rest.map(({ name }) => name)).toEqual([...times(4, 'Ann'), ...times(2, 'Bob')]);
    expect([...paths(train), ...paths(rest)].sort()).toEqual(paths(withEnough(ITEMS, 3)));
    expect(paths(train)).toEqual(paths(train).sort());
    // Not the first ones.
    expect(paths(train)).not.toEqual(paths([...images('Ann', 4), ...images('Bob', 4)]));
  });

  test('follows from the seed and a person’s own images, whatever order they come in and whoever else is there', () => {
    const { train } = splitByClass(ITEMS, OPTIONS);
    expect(splitByClass([...ITEMS].reverse(), OPTIONS).train).toEqual(train);
    expect(splitByClass(images('Bob', 6), OPTIONS).train).toEqual(train.filter(({ name }) => name === 'Bob'));
    const seeds = [1, 2, 3, 4, 5].map((seed) => splitByClass(ITEMS, { ...OPTIONS, seed }).train);
    expect(new Set(seeds.map((part) => paths(part).join())).size).toBeGreaterThan(3);
  });

  test('of as many as there are leaves nothing to test with', () => {
    expect(splitByClass(images('Ann', 8), { ...OPTIONS, trainPerClass: 9 })).toMatchObject({
      train: { length: 8 },
      test: [],
    });
  });
});
