import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { toGrey } from '../../../src/image/grey.ts';
import { hashDistance, perceptualHash } from '../../../src/image/perceptual-hash.ts';
import { sharpness } from '../../../src/image/sharpness.ts';
import { paint, solid } from '../../support/images.ts';

/** Made by another program: test/fixtures/image/make-looks.py. */
interface Looks {
  readonly formula: readonly [number, number, number];
  readonly hash: readonly [number, number];
  readonly sharpness: number;
}
const LOOKS = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../fixtures/image/looks.json'), 'utf8'),
) as Looks[];

const picture = ([a, b, c]: Looks['formula']) => paint(32, 32, (x, y) => (a * x + b * y + c * x * y) % 256);

test.each(LOOKS)('hash of the picture $formula', ({ formula, hash }) => {
  expect(perceptualHash(picture(formula))).toEqual(hash);
});

test.each(LOOKS)('sharpness of the picture $formula', ({ formula, sharpness: expected }) => {
  expect(Math.abs(sharpness(toGrey(picture(formula))) - expected)).toBeLessThan(1e-3);
});

describe('sharpness', () => {
  test.each([
    ['of one colour', solid(9, 9, [10, 20, 30])],
    ['too small to have an inside', paint(2, 2, (x) => x * 200)],
  ])('is 0 of a picture %s', (_, image) => {
    expect(sharpness(toGrey(image))).toBe(0);
  });

  test('does not depend on light and contrast', () => {
    const bright = paint(16, 16, (x, y) => ((x * 5 + y * 3) % 10) * 20);
    const dim = paint(16, 16, (x, y) => ((x * 5 + y * 3) % 10) * 10 + 7);
    expect(Math.abs(sharpness(toGrey(bright)) - sharpness(toGrey(dim)))).toBeLessThan(1e-4);
  });
});

describe('hash distance', () => {
  test.each([
    [[0, 0], [0, 0], 0],
    [[0xffffffff, 0xffffffff], [0, 0], 64],
    [[0x80000000, 1], [0, 0], 2],
    [[0xf0f0f0f0, 0], [0x0f0f0f0f, 0], 32],
  ] as const)('of %p and %p is %p', (a, b, distance) => {
    expect(hashDistance(a, b)).toBe(distance);
  });
});
