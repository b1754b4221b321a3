import { describe, expect, test } from '@jest/globals';
import type { Box } from '../../../src/core/box.ts';
import { cropBoxAround, cropImage, mirror } from '../../../src/image/crop.ts';
import { paint } from '../../support/images.ts';

const box = (x1: number, y1: number, x2: number, y2: number): Box => ({ x1, y1, x2, y2 });
const IMAGE = { width: 250, height: 200 };

describe('cropBoxAround', () => {
  // By hand from the formula of align_dataset_mtcnn.py: max(x1 − m/2, 0), min(x2 + m/2, W), then truncated.
  test.each([
    {
      name: 'truncates, not rounds',
      box: box(78.9, 71.2, 164.99, 150.5),
      margin: 32,
      crop: box(62, 55, 180, 166),
    },
    { name: 'halves an odd margin', box: box(100, 100, 150, 150), margin: 45, crop: box(77, 77, 172, 172) },
    { name: 'clips to the image', box: box(-4.2, 3, 249.5, 199), margin: 44, crop: box(0, 0, 250, 200) },
    { name: 'no margin', box: box(10.9, 20.1, 30.9, 50.1), margin: 0, crop: box(10, 20, 30, 50) },
    {
      name: 'beside the image, left and above',
      box: box(-90, -80, -50, -40),
      margin: 32,
      crop: box(0, 0, 1, 1),
    },
    {
      name: 'beside the image, right and below',
      box: box(300, 290, 340, 330),
      margin: 32,
      crop: box(249, 199, 250, 200),
    },
    { name: 'a box below one pixel', box: box(10.2, 10.3, 10.6, 10.7), margin: 0, crop: box(10, 10, 11, 11) },
  ])('$name', ({ box: face, margin, crop }) => {
    expect(cropBoxAround(face, margin, IMAGE)).toEqual(crop);
  });
});

const numbered = paint(4, 3, (x, y, channel) => 100 * channel + 10 * y + x);

test('cropImage copies the pixels of the box, end exclusive', () => {
  const crop = cropImage(numbered, box(1, 1, 3, 3));
  expect(crop).toEqual({
    width: 2,
    height: 2,
    data: Uint8Array.of(11, 111, 211, 12, 112, 212, 21, 121, 221, 22, 122, 222),
  });
});

test('mirror exchanges left and right and keeps the channels in place', () => {
  const mirrored = mirror(cropImage(numbered, box(0, 1, 3, 2)));
  expect(mirrored).toEqual({
    width: 3,
    height: 1,
    data: Uint8Array.of(12, 112, 212, 11, 111, 211, 10, 110, 210),
  });
});
