import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { encodePng } from '../../../src/image/encode.ts';
import { decodePlainPng } from '../../../src/image/png/decode-png.ts';

const MOST = 1e8;

/** Noise over a gradient, so that every filter has something to predict. */
function picture(width: number, height: number, seed = 1) {
  const random = seededRandom(seed, 0);
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + random() * 90) & 255);
  return { width, height, data };
}

type Picture = ReturnType<typeof picture>;

/** The filters of the PNG specification, section 9, byte by byte. */
function filterRow({ width, data }: Picture, y: number, filter: number): number[] {
  const bytes = width * 3;
  const at = (x: number, row: number): number => (x < 0 || row < 0 ? 0 : (data[row * bytes + x] ?? 0));
  return Array.from({ length: bytes }, (_, x) => {
    const [a, b, c] = [at(x - 3, y), at(x, y - 1), x < 3 ? 0 : at(x - 3, y - 1)];
    const p = a + b - c;
    const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
    const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    const predicted = [0, a, b, (a + b) >> 1, paeth][filter] ?? 0;
    return (at(x, y) - predicted) & 255;
  });
}

/** A PNG of sharp's with the rows filtered as `filterOf` says; checksums by sharp's own reading of the result. */
async function withFilters(image: Picture, filterOf: (y: number) => number): Promise<Buffer> {
  const rows = Array.from({ length: image.height }, (_, y) => [filterOf(y), ...filterRow(image, y, filterOf(y))]);
  const file = await encodePng(image);
  const length = file.readUInt32BE(33);
  const packed = deflateSync(Uint8Array.from(rows.flat()));
  const body = Buffer.concat([Buffer.from('IDAT'), packed]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(packed.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc(body));
  return Buffer.concat([file.subarray(0, 33), size, body, checksum, file.subarray(33 + 12 + length)]);
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

describe('decodePlainPng', () => {
  test.each([0, 1, 2, 3, 4])('gives back the pixels under filter %i, at odd sizes too', async (filter) => {
    for (const [width, height] of [
      [1, 1],
      [2, 3],
      [5, 4],
      [17, 9],
      [160, 160],
    ] as const) {
      const image = picture(width, height, filter + 1);
      const file = await withFilters(image, () => filter);
      expect(decodePlainPng(file, MOST)).toEqual(image);
      const { data } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
      expect(Buffer.compare(data, image.data)).toBe(0);
    }
  });

  test('changes filters from row to row', async () => {
    const image = picture(33, 40);
    expect(decodePlainPng(await withFilters(image, (y) => (y * 7) % 5), MOST)).toEqual(image);
  });

  test('reads what sharp and facekit write', async () => {
    const image = picture(61, 47);
    const raw = { raw: { width: 61, height: 47, channels: 3 as const } };
    expect(decodePlainPng(await encodePng(image), MOST)).toEqual(image);
    for (const adaptiveFiltering of [false, true]) {
      const file = await sharp(image.data, raw).png({ adaptiveFiltering }).toBuffer();
      expect(decodePlainPng(file, MOST)).toEqual(image);
    }
  });

  test('leaves every other image, and damaged ones, to the codec', async () => {
    const image = picture(20, 20);
    const whole = await encodePng(image);
    const source = () => sharp(image.data, { raw: { width: 20, height: 20, channels: 3 } });
    const others = [
      await source().jpeg().toBuffer(),
      await source().toColourspace('b-w').png().toBuffer(),
      await source().ensureAlpha(0.5).png().toBuffer(),
      await source().png({ progressive: true }).toBuffer(),
      await source().toColourspace('rgb16').png().toBuffer(),
      await source().png().withMetadata({ orientation: 6 }).toBuffer(),
      await withFilters(image, (y) => (y === 10 ? 5 : 4)),
    ];
    for (const file of others) expect(decodePlainPng(file, MOST)).toBeUndefined();
    expect(decodePlainPng(whole, 399)).toBeUndefined();
    for (let length = 0; length < whole.length - 12; length++)
      expect(decodePlainPng(whole.subarray(0, length), MOST)).toBeUndefined();
    const outcomes = Array.from(whole, (byte, place) => decodePlainPng(whole.with(place, byte ^ 0x10), MOST));
    expect(outcomes.every((outcome) => outcome === undefined)).toBe(true);
  });
});
