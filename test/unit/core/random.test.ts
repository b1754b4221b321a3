import { describe, expect, test } from '@jest/globals';
import { randomKey, shuffled } from '../../../src/core/random.ts';

describe('shuffled', () => {
  test('keeps the items and leaves the list alone', () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    const result = shuffled(items);
    expect([...result].sort((a, b) => a - b)).toEqual(items);
    expect(items[0]).toBe(0);
    expect(result).not.toEqual(items);
  });

  test('with numbers near 1 every item stays, with 0 the first moves to the end', () => {
    expect(shuffled(['a', 'b', 'c', 'd'], () => 0.999)).toEqual(['a', 'b', 'c', 'd']);
    // By hand, Fisher–Yates from the end with the partner always 0: dbca → cbda → bcda.
    expect(shuffled(['a', 'b', 'c', 'd'], () => 0)).toEqual(['b', 'c', 'd', 'a']);
  });
});

test.each([
  [0, '00000'],
  [0.00042, '00042'],
  [0.99999999, '99999'],
])('randomKey of %d is %s', (random, key) => {
  expect(randomKey(() => random)).toBe(key);
});
