import { describe, expect, test } from '@jest/globals';
import { requireImage, type RgbImage } from '../../../src/core/image.ts';
import { alignFace } from '../../../src/detection/align-by-box.ts';
import { alignSimilarity } from '../../../src/detection/align-by-landmarks.ts';
import { encodeJpeg, encodePng } from '../../../src/image/encode.ts';
import { solid } from '../../support/images.ts';

const image = solid(20, 10, [1, 2, 3]);
const box = { x1: 2, y1: 2, x2: 8, y2: 8 };
const USAGE: unknown = expect.objectContaining({ code: 'usage' });

const notImages: [string, RgbImage][] = [
  ['too few bytes', { width: 20, height: 10, data: new Uint8Array(599) }],
  ['a channel too many', { width: 20, height: 10, data: new Uint8Array(800) }],
  ['a side that is no whole number', { width: 2.5, height: 2, data: new Uint8Array(15) }],
  ['no pixels', { width: 0, height: 0, data: new Uint8Array(0) }],
  ['sides beyond any memory', { width: 1e9, height: 1e9, data: new Uint8Array(3) }],
  ['no numbers', { width: NaN, height: NaN, data: new Uint8Array(3) }],
  ['samples of four bytes', { width: 20, height: 10, data: new Float32Array(600) as unknown as Uint8Array }],
  ['no data', { width: 20, height: 10 } as unknown as RgbImage],
];

describe.each(notImages)('an image with %s', (_, wrong) => {
  test('is refused before anything is made of it', async () => {
    expect(() => {
      requireImage(wrong);
    }).toThrow(USAGE);
    expect(() => alignFace(wrong, { box })).toThrow(USAGE);
    await expect(encodePng(wrong)).rejects.toEqual(USAGE);
    await expect(encodeJpeg(wrong)).rejects.toEqual(USAGE);
  });
});

test('an image is taken, in a Buffer too', () => {
  requireImage(image);
  requireImage({ ...image, data: Buffer.from(image.data) });
  expect(alignFace(image, { box }, { imageSize: 8 }).image.data.length).toBe(192);
});

test.each([
  ['margin', { margin: NaN }],
  ['margin', { margin: Infinity }],
  ['imageSize', { imageSize: 1e9 }],
  ['imageSize', { imageSize: 0 }],
  ['imageSize', { imageSize: 10.5 }],
])('a crop is refused a %s that cannot be meant', (name, options) => {
  expect(() => alignFace(image, { box }, options)).toThrow(`\`${name}\``);
});

test('boxes and landmarks must be numbers', () => {
  expect(() => alignFace(image, { box: { ...box, x2: NaN } })).toThrow('Expected a box of four numbers');
  const point = { x: 1, y: 2 };
  const landmarks = [point, point, point, point, { x: NaN, y: 1 }] as const;
  expect(() => alignSimilarity(image, { landmarks })).toThrow('Expected five landmarks');
});
