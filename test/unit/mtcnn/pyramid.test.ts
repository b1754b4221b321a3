import { expect, test } from '@jest/globals';
import { pyramid } from '../../../src/mtcnn/pyramid.ts';

const facenet = { minFaceSize: 20, scaleFactor: 0.709 };

test('a 250 × 250 image has the eight levels that detect_face.py makes', () => {
  // ceil(250 · 0.6 · 0.709^k) while 250 · 0.6 · 0.709^k ≥ 12, by hand.
  const sides = [150, 107, 76, 54, 38, 27, 20, 14];
  expect(pyramid({ width: 250, height: 250 }, facenet).map(({ width, height }) => [width, height])).toEqual(
    sides.map((side) => [side, side]),
  );
});

test.each([
  [{ width: 19, height: 500 }, 0],
  [{ width: 1, height: 1 }, 0],
  [{ width: 20, height: 20 }, 1],
  [{ width: 5, height: 4000 }, 0],
])('%j has %d levels: the smaller side decides', (image, levels) => {
  expect(pyramid(image, facenet)).toHaveLength(levels);
});

test('a larger smallest face leaves the large levels out', () => {
  expect(pyramid({ width: 250, height: 250 }, { minFaceSize: 40, scaleFactor: 0.709 })[0]).toMatchObject({
    scale: 0.3,
    width: 75,
    height: 75,
  });
});

test('a largest face leaves the small levels out', () => {
  // Their windows are 20, 28.2, 39.8, 56.1, 79.1, … pixels: 20 / 0.709^k, by hand.
  const levels = pyramid({ width: 250, height: 250 }, { ...facenet, maxFaceSize: 60 });
  expect(levels.map(({ width }) => width)).toEqual([150, 107, 76, 54]);
  expect(pyramid({ width: 250, height: 250 }, { ...facenet, maxFaceSize: 20 })).toHaveLength(1);
});
