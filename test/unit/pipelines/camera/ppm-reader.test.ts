import { expect, test } from '@jest/globals';
import type { RgbImage } from '../../../../src/core/image.ts';
import { PpmReader } from '../../../../src/pipelines/camera/source/ppm-reader.ts';

/** A picture whose bytes count up from `first`. */
const picture = (width: number, height: number, first: number): RgbImage => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (first + i) % 256),
});

const ppm = ({ width, height, data }: RgbImage): Buffer =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), data]);

const PICTURES = [picture(2, 3, 0), picture(2, 3, 9), picture(100, 4, 200), picture(1, 1, 10)];
const STREAM = Buffer.concat(PICTURES.map(ppm));

test.each([1, 2, 3, 7, 13, 19, 20, 21, 64, 1000, STREAM.length])(
  'pictures are put together from pieces of %i bytes',
  (size) => {
    const reader = new PpmReader();
    const found: RgbImage[] = [];
    for (let at = 0; at < STREAM.length; at += size) found.push(...reader.push(STREAM.subarray(at, at + size)));
    expect(found).toEqual(PICTURES);
    expect(reader.isBetweenPictures).toBe(true);
  },
);

test('pictures of a piece are not changed by later ones', () => {
  const reader = new PpmReader();
  const piece = Buffer.from(ppm(picture(1, 1, 5)));
  const [first] = reader.push(piece);
  piece.fill(0);
  reader.push(ppm(picture(1, 1, 50)));
  expect(first).toEqual(picture(1, 1, 5));
});

test('it knows when the stream ends within a picture', () => {
  for (const length of [1, 5, 11, 12, 20]) {
    const reader = new PpmReader();
    expect(reader.push(STREAM.subarray(0, length))).toEqual([]);
    expect(reader.isBetweenPictures).toBe(false);
  }
});

test.each([
  'P5\n2 3\n255\n......................',
  'P6\n2 3\n65535\n...................',
  'P6\n1000000 3\n255\n..............',
  'x'.repeat(20),
])('a stream of something else is refused: %j', (text) => {
  expect(() => new PpmReader().push(Buffer.from(text))).toThrow(expect.objectContaining({ code: 'source-not-usable' }));
});
