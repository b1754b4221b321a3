import { expect, test } from '@jest/globals';
import type { Landmarks } from '../../../src/core/face.ts';
import { cropImage } from '../../../src/image/crop.ts';
import { resizeBilinear } from '../../../src/image/resize/bilinear.ts';
import { alignSimilarity, alignSimilarityFromCrop } from '../../../src/detection/align-by-landmarks.ts';
import { largestDifference } from '../../support/largest-difference.ts';
import { landmarksOf } from '../../support/faces/landmarks.ts';

/** A gradient: red grows by one a column, green by one a row, so that a pixel's colour says where it comes from. */
const gradient = (width: number, height: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [pixel % width, Math.floor(pixel / width), 0][i % 3] ?? 0;
  }),
});

/** ArcFace's template, turned by 90° counter-clockwise, twice as large, and shifted: (x, y) → (20 + 2y, 240 − 2x). */
const LANDMARKS: Landmarks = landmarksOf(
  [123.3926, 163.4108],
  [123.0028, 92.9364],
  [163.4732, 127.9496],
  [204.731, 156.9014],
  [204.4084, 98.5402],
);

test('brings the landmarks onto the template: pixel (x, y) shows (20 + 2y, 240 − 2x)', () => {
  const { width, data } = alignSimilarity(gradient(250, 250), { landmarks: LANDMARKS });
  expect(width).toBe(112);
  for (const [x, y] of [
    [10, 10],
    [100, 5],
    [56, 56],
    [3, 110],
  ] as const) {
    const at = (y * 112 + x) * 3;
    expect(largestDifference(data.subarray(at, at + 2), [20 + 2 * y, 240 - 2 * x])).toBeLessThanOrEqual(1);
  }
});

test('from a resized crop, shows the same where the crop reaches, within 2 grey levels', () => {
  const photograph = gradient(250, 250);
  const cropBox = { x1: 10, y1: 5, x2: 245, y2: 249 };
  const crop = resizeBilinear(cropImage(photograph, cropBox), 160, 160);
  const direct = alignSimilarity(photograph, { landmarks: LANDMARKS });
  const throughCrop = alignSimilarityFromCrop(crop, { cropBox, landmarks: LANDMARKS });
  const inner = ({ data }: { data: Uint8Array }) => data.subarray(112 * 3 * 6, 112 * 3 * 106);
  expect(largestDifference(inner(throughCrop), inner(direct))).toBeLessThanOrEqual(2);
});

test('of a large photograph, which is taken in parts, brings each pixel from its place', () => {
  const [width, height] = [1500, 1400];
  // Red grows by one every six columns, green every six rows.
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++)
    data.set([Math.floor((i % width) / 6), Math.floor(i / width / 6), 255], 3 * i);
  const [a, b, c, d, e] = LANDMARKS.map(({ x, y }) => ({ x: 6 * x, y: 6 * y - 100 }));
  if (!a || !b || !c || !d || !e) throw new Error('expected five landmarks');
  const warped = alignSimilarity({ width, height, data }, { landmarks: [a, b, c, d, e] });
  for (let y = 0; y < 112; y++)
    for (let x = 0; x < 112; x++) {
      const [fromX, fromY] = [6 * (20 + 2 * y), 6 * (240 - 2 * x) - 100];
      const [red = NaN, green = NaN, blue = NaN] = warped.data.subarray((y * 112 + x) * 3);
      const isInside = fromX < width - 2 && fromY > 1 && fromY < height - 2;
      const places = isInside ? [fromX / 6, fromY / 6, 255] : [red, green, blue];
      expect(largestDifference(Float64Array.of(red, green, blue), places)).toBeLessThanOrEqual(1.01);
    }
});
