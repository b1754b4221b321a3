import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decodeImage } from '../../../src/image/codec.ts';
import { imageKind } from '../../../src/image/decoders/image-kind.ts';

interface Fixtures {
  readonly width: number;
  readonly height: number;
  /** Files, and the pixels that another program reads from them (make-formats.py); base 64. */
  readonly files: readonly { readonly name: string; readonly file: string; readonly rgb: string }[];
}

const fixtures = JSON.parse(
  readFileSync(new URL('../../fixtures/image/formats.json', import.meta.url), 'utf8'),
) as Fixtures;
const { width, height } = fixtures;
const files = fixtures.files.map(({ name, file, rgb }) => ({
  name,
  file: Buffer.from(file, 'base64'),
  rgb: new Uint8Array(Buffer.from(rgb, 'base64')),
}));
const KINDS = [
  { begins: 'bmp', kind: 'BMP' },
  { begins: 'tga', kind: 'TGA' },
  { begins: 'p', kind: 'PNM' },
];

/** ImageMagick rounds 16 bits to 8 by halves of 257, Pillow to the nearest: they differ by one now and then. */
const toleranceOf = (name: string): number => (name === 'pgm-16' ? 1 : 0);

describe.each(files)('$name', ({ name, file, rgb }) => {
  test('has the pixels that other programs read from it', async () => {
    const image = await decodeImage(file);
    expect([image.width, image.height]).toEqual([width, height]);
    const worst = image.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (rgb[i] ?? NaN))), 0);
    expect(worst).toBeLessThanOrEqual(toleranceOf(name));
  });

  test('is told by its content', () => {
    expect(imageKind(file)).toBe(KINDS.find(({ begins }) => name.startsWith(begins))?.kind);
  });

  test('is called truncated without its last bytes', async () => {
    // Run lengths that end in mid-air, rows that are missing: the mark that ends a bitmap is two bytes.
    await expect(decodeImage(file.subarray(0, Math.floor(file.length * 0.7)))).rejects.toMatchObject({
      code: 'truncated',
    });
  });

  test('is refused by its header when it has too many pixels', async () => {
    await expect(decodeImage(file, { maxPixels: width * height - 1 })).rejects.toMatchObject({
      code: 'too-many-pixels',
    });
  });
});

describe('a header that claims to be large takes no memory', () => {
  const large = {
    BMP: () => {
      const header = Buffer.alloc(54);
      header.write('BM', 'latin1');
      header.writeUInt32LE(54, 10);
      header.writeUInt32LE(40, 14);
      header.writeInt32LE(10_000, 18);
      header.writeInt32LE(9_000, 22);
      header.writeUInt16LE(24, 28);
      return header;
    },
    PNM: () => Buffer.from('P6 10000 9000 255\n'),
    'PNM in text': () => Buffer.from('P3 10000 9000 255\n1 2 3'),
    TGA: () => Buffer.from('00000a00000000000000000010271027 1800'.replaceAll(' ', ''), 'hex'),
  };
  test.each(Object.entries(large))('%s', async (_, make) => {
    const before = process.memoryUsage().arrayBuffers;
    await expect(decodeImage(make())).rejects.toMatchObject({ code: 'truncated' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });
});

test.each([
  ['text that begins with BM', 'BMI and weight'],
  ['text that begins with P3', 'P3 is a number'],
  ['an empty icon', '\0\0\x01\0\0\0'],
  ['zeros', '\0'.repeat(64)],
  ['a video', '\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41'],
])('%s is no image', (_, text) => {
  expect(imageKind(Buffer.from(text, 'latin1'))).toBeUndefined();
});
