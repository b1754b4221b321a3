import { describe, expect, test } from '@jest/globals';
import type { RgbImage } from '../../../src/core/image.ts';
import { augment, type Augmentation } from '../../../src/training/augmentation/augment.ts';
import { createRandom } from '../../support/networks/seeded-numbers.ts';

/** Pixels that say where they were: red the column, green the row, from 1. */
function grid(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set([(i % width) + 1, Math.floor(i / width) + 1, 7], i * 3);
  return { width, height, data };
}
const columns = ({ width, data }: RgbImage, row = 0): number[] =>
  Array.from({ length: width }, (_, x) => data[(row * width + x) * 3] ?? 0);
const rows = ({ width, height, data }: RgbImage): number[] =>
  Array.from({ length: height }, (_, y) => data[y * width * 3 + 1] ?? 0);

const plain: Augmentation = { size: 3, crop: 'centre', flip: false, rotate: false };
const never = (): number => {
  throw new Error('nothing is drawn');
};

describe('without chance', () => {
  // Places as TensorFlow's resize_image_with_crop_or_pad counts them: the odd pixel goes to the end.
  test.each([
    [3, 3, [1, 2, 3], [1, 2, 3]],
    [6, 5, [2, 3, 4], [2, 3, 4]],
    [7, 4, [3, 4, 5], [1, 2, 3]],
  ])('the middle of %d × %d', (width, height, x, y) => {
    const image = augment(grid(width, height), plain, never);
    expect([columns(image), rows(image)]).toEqual([x, y]);
  });

  test('a smaller image is in the middle of black', () => {
    const image = augment(grid(2, 1), { ...plain, size: 5 }, never);
    expect([0, 1, 2, 3, 4].map((row) => columns(image, row))).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 1, 2, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
  });
});

test('random crops are of every place about as often', () => {
  const random = createRandom(3);
  const seen = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const image = augment(grid(5, 4), { ...plain, crop: 'random' }, random);
    const place = `${columns(image).join()} ${rows(image).join()}`;
    seen.set(place, (seen.get(place) ?? 0) + 1);
  }
  expect(seen.size).toBe(6);
  for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
});

test('every second image is mirrored', () => {
  const random = createRandom(4);
  const images = Array.from({ length: 2000 }, () =>
    columns(augment(grid(3, 3), { ...plain, flip: true }, random)).join(),
  );
  const mirrored = images.filter((row) => row === '3,2,1').length;
  expect(images.filter((row) => row === '1,2,3')).toHaveLength(2000 - mirrored);
  expect(Math.abs(mirrored - 1000)).toBeLessThan(5 * Math.sqrt(500));
});

test('turned by up to ten degrees either way', () => {
  const flat: RgbImage = { width: 41, height: 41, data: new Uint8Array(41 * 41 * 3).fill(255) };
  const black = (random: number): number => {
    const { data } = augment(flat, { ...plain, size: 41, rotate: true }, () => random);
    return data.filter((value) => value === 0).length / 3;
  };
  // What of the frame a square of side w, turned by α, leaves free: four triangles with the sides w/2·(1 − (1 − sin α)/cos α) and
  // w/2·(1 − (1 − cos α)/sin α).
  const [sin, cos, half] = [Math.sin(Math.PI / 18), Math.cos(Math.PI / 18), 41 / 2];
  const free = 2 * half * (1 - (1 - sin) / cos) * half * (1 - (1 - cos) / sin);
  expect(Math.abs(black(0) - free)).toBeLessThan(8);
  expect(black(0.5)).toBe(0);
  expect(Math.abs(black(1) - free)).toBeLessThan(8);
});
