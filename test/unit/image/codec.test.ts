import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeImage, UnreadableImageError } from '../../../src/image/codec.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { animatedGif, fileOf, headerOf, paint, patterned, pngOf, solid } from '../../support/images.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'facekit-codec-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs `decodeImage` on what must be refused. */
async function refusalOf(input: string | Uint8Array, maxPixels?: number): Promise<UnreadableImageError> {
  const error: unknown = await decodeImage(input, maxPixels === undefined ? {} : { maxPixels }).catch(
    (e: unknown) => e,
  );
  if (!(error instanceof UnreadableImageError)) throw new Error(`Expected a refusal but received ${String(error)}`);
  expect(error.code).toBe(error.reason);
  expect(error.message).not.toContain('\n');
  return error;
}

/** The largest difference between a channel of any pixel and the colour. */
function distanceFrom(colour: readonly number[], { data }: RgbImage): number {
  return data.reduce((most, value, i) => Math.max(most, Math.abs(value - (colour[i % 3] ?? NaN))), 0);
}

const ORANGE = [200, 100, 40] as const;
const photo = patterned(40, 30);

describe('formats', () => {
  test.each([
    { name: 'PNG', tolerance: 0, finish: 'png', options: {} },
    { name: 'TIFF', tolerance: 0, finish: 'tiff', options: { compression: 'lzw' } },
    { name: 'WebP', tolerance: 0, finish: 'webp', options: { lossless: true } },
    { name: 'JPEG', tolerance: 3, finish: 'jpeg', options: { quality: 95 } },
    { name: 'progressive JPEG', tolerance: 3, finish: 'jpeg', options: { quality: 95, progressive: true } },
    { name: 'AVIF', tolerance: 4, finish: 'avif', options: { quality: 90 } },
    { name: 'GIF', tolerance: 4, finish: 'gif', options: {} },
  ] as const)('reads $name', async ({ finish, options, tolerance }) => {
    const image = await decodeImage(await fileOf(solid(40, 30, ORANGE), (pipeline) => pipeline[finish](options)));
    expect([image.width, image.height, image.data.length]).toEqual([40, 30, 3600]);
    expect(distanceFrom(ORANGE, image)).toBeLessThanOrEqual(tolerance);
  });

  test('reads the first frame of an animated GIF', async () => {
    const gif = await animatedGif([solid(8, 6, ORANGE), solid(8, 6, [0, 0, 255])]);
    expect(await headerOf(gif)).toMatchObject({ pages: 2 });
    const image = await decodeImage(gif);
    expect([image.width, image.height]).toEqual([8, 6]);
    expect(distanceFrom(ORANGE, image)).toBeLessThanOrEqual(4);
  });

  test.each([
    [1, 1],
    [5, 4000],
  ])('reads %i × %i pixels', async (width, height) => {
    const image = patterned(width, height);
    expect(await decodeImage(await fileOf(image, (pipeline) => pipeline.png()))).toEqual(image);
  });
});

describe('kinds of pixels become 8-bit RGB', () => {
  test.each([
    { name: 'grey', channels: 1, pixel: [77], rgb: [77, 77, 77] },
    { name: 'grey with alpha, not blended', channels: 2, pixel: [77, 10], rgb: [77, 77, 77] },
    { name: 'RGB with alpha, not blended', channels: 4, pixel: [200, 100, 40, 0], rgb: ORANGE },
  ] as const)('$name', async ({ channels, pixel, rgb }) => {
    const data = Uint8Array.from({ length: 6 * channels }, (_, i) => pixel[i % channels] ?? 0);
    const file = await pngOf({ width: 3, height: 2, channels, data });
    expect(await headerOf(file)).toMatchObject({ channels });
    expect(distanceFrom(rgb, await decodeImage(file))).toBe(0);
  });

  test.each([
    { name: '16-bit grey', channels: 1, pixel: [77 * 257], rgb: [77, 77, 77] },
    { name: '16-bit RGB', channels: 3, pixel: [200 * 257, 100 * 257, 40 * 257], rgb: ORANGE },
  ] as const)('$name', async ({ channels, pixel, rgb }) => {
    const data = Uint16Array.from({ length: 6 * channels }, (_, i) => pixel[i % channels] ?? 0);
    const file = await pngOf({ width: 3, height: 2, channels, data });
    expect(await headerOf(file)).toMatchObject({ depth: 'ushort', channels });
    expect(distanceFrom(rgb, await decodeImage(file))).toBe(0);
  });

  test('palette', async () => {
    const file = await fileOf(solid(8, 6, ORANGE), (pipeline) => pipeline.png({ palette: true }));
    expect(await headerOf(file)).toMatchObject({ isPalette: true });
    expect(distanceFrom(ORANGE, await decodeImage(file))).toBe(0);
  });

  // Through the inks and back: printing shrinks the range of colours, so a muted one is used.
  test.each(['jpeg', 'tiff'] as const)('CMYK, from a %s', async (format) => {
    const muted = [150, 100, 80] as const;
    const file = await fileOf(solid(16, 16, muted), (pipeline) => pipeline.toColourspace('cmyk')[format]());
    expect(await headerOf(file)).toMatchObject({ space: 'cmyk', channels: 4 });
    expect(distanceFrom(muted, await decodeImage(file))).toBeLessThanOrEqual(12);
  });

  test('an embedded colour profile is ignored, as Pillow does', async () => {
    // Pixels as stored are sRGB orange translated to Display P3, where red is smaller than 200.
    const file = await fileOf(solid(8, 6, ORANGE), (pipeline) => pipeline.withIccProfile('p3').png());
    expect(await headerOf(file)).toMatchObject({ hasProfile: true });
    const { data } = await decodeImage(file);
    expect(data[0]).toBeLessThan(195);
  });
});

describe('EXIF orientation', () => {
  const upright = paint(3, 2, (x, y, channel) => 20 + 70 * x + 30 * y + 5 * channel);
  const [right, bottom] = [upright.width - 1, upright.height - 1];

  /** Where the pixel stored in (row, column) belongs in the upright picture: tag Orientation of the EXIF specification. */
  const PLACES: Record<number, (row: number, column: number) => [x: number, y: number]> = {
    1: (row, column) => [column, row],
    2: (row, column) => [right - column, row],
    3: (row, column) => [right - column, bottom - row],
    4: (row, column) => [column, bottom - row],
    5: (row, column) => [row, column],
    6: (row, column) => [right - row, column],
    7: (row, column) => [right - row, bottom - column],
    8: (row, column) => [row, bottom - column],
  };

  async function storedAs(orientation: number): Promise<{ file: Buffer; stored: RgbImage }> {
    const [width, height] = orientation < 5 ? [upright.width, upright.height] : [upright.height, upright.width];
    const stored = paint(width, height, (column, row, channel) => {
      const [x, y] = PLACES[orientation]?.(row, column) ?? [NaN, NaN];
      return upright.data[(y * upright.width + x) * 3 + channel] ?? NaN;
    });
    return { stored, file: await fileOf(stored, (pipeline) => pipeline.withMetadata({ orientation }).png()) };
  }

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i gives the upright picture', async (orientation) => {
    const { file } = await storedAs(orientation);
    expect(await decodeImage(file)).toEqual(upright);
  });

  test('is left alone with autoOrient: false', async () => {
    const { file, stored } = await storedAs(6);
    expect(await decodeImage(file, { autoOrient: false })).toEqual(stored);
  });
});

describe('damage', () => {
  const cut = (file: Buffer, share: number): Buffer => file.subarray(0, Math.floor(file.length * share));

  test.each([
    { finish: 'jpeg', share: 0.6 },
    { finish: 'jpeg', share: 0.99 },
    { finish: 'jpeg', share: 0.02 },
    { finish: 'png', share: 0.6 },
    { finish: 'png', share: 0.1 },
    { finish: 'webp', share: 0.6 },
    { finish: 'gif', share: 0.6 },
    { finish: 'avif', share: 0.6 },
  ] as const)('refuses $share of a $finish file as truncated', async ({ finish, share }) => {
    const file = await fileOf(photo, (pipeline) => pipeline[finish]());
    expect(await refusalOf(cut(file, share))).toMatchObject({ reason: 'truncated' });
  });

  test('refuses a TIFF without its directory, which is at the end', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.tiff({ compression: 'none' }));
    expect(await refusalOf(cut(file, 0.6))).toMatchObject({ reason: 'truncated' });
  });

  test('refuses a progressive JPEG without its last scans', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.jpeg({ progressive: true }));
    expect(await refusalOf(cut(file, 0.8))).toMatchObject({ reason: 'truncated' });
  });

  test('refuses a PNG with a flipped byte as corrupt', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.png());
    const middle = Math.floor(file.length / 2);
    file.writeUInt8(file.readUInt8(middle) ^ 0xff, middle);
    expect(await refusalOf(file)).toMatchObject({ reason: 'corrupt' });
  });

  test('tolerates stray bytes before a JPEG marker and after its end: no pixel changes', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.jpeg());
    const scan = file.indexOf(Buffer.of(0xff, 0xda));
    const stray = Buffer.of(0x12, 0x34, 0x56);
    const dirty = Buffer.concat([file.subarray(0, scan), stray, file.subarray(scan), Buffer.alloc(500, 7)]);
    expect(await decodeImage(dirty)).toEqual(await decodeImage(file));
  });
});

describe('what is not an image that can be read', () => {
  test.each([
    {
      name: 'text',
      content: 'hello, this is not an image',
      reason: 'not-an-image',
      words: 'not that of an image',
    },
    {
      name: 'a web page',
      content: '<html><body>404</body></html>',
      reason: 'not-an-image',
      words: 'not that of an image',
    },
    { name: 'zeros', content: '\0'.repeat(3000), reason: 'not-an-image', words: 'not that of an image' },
    { name: 'nothing', content: '', reason: 'empty-file', words: 'empty' },
    { name: 'one byte', content: 'x', reason: 'not-an-image', words: 'not that of an image' },
    {
      name: 'Photoshop',
      content: '8BPS\0\x01',
      reason: 'unsupported-format',
      words: 'Photoshop files cannot be read; convert it to PNG or JPEG',
    },
    { name: 'SVG', content: '<?xml version="1.0"?>\n<svg xmlns="', reason: 'unsupported-format', words: 'SVG' },
    { name: 'BMP', content: `BM${'\0'.repeat(60)}`, reason: 'corrupt', words: 'a header of 0 bytes' },
    { name: 'HEIC', content: '\0\0\0\x18ftypheic\0\0\0\0', reason: 'truncated', words: 'HEIC' },
    {
      name: 'JPEG 2000',
      content: '\0\0\0\x0cjP  \r\n\x87\n',
      reason: 'corrupt',
      words: 'JPEG 2000',
    },
  ] as const)('$name: $reason', async ({ name, content, reason, words }) => {
    const file = path.join(folder, `${name}.jpg`);
    await writeFile(file, content, 'latin1');
    const error = await refusalOf(file);
    expect(error.reason).toBe(reason);
    expect(error.message).toContain(file);
    expect(error.message).toContain(words);
  });

  test('bytes are called "the image"', async () => {
    expect((await refusalOf(new Uint8Array(0))).message).toBe('Cannot read the image: the file is empty');
  });
});

describe('files', () => {
  test('reads a file by its path', async () => {
    const file = path.join(folder, 'photo.png');
    await writeFile(file, await fileOf(photo, (pipeline) => pipeline.png()));
    expect(await decodeImage(file)).toEqual(photo);
  });

  test('refuses a folder named a.jpg', async () => {
    const file = path.join(folder, 'a.jpg');
    await mkdir(file);
    expect(await refusalOf(file)).toMatchObject({ reason: 'is-folder' });
  });

  test('refuses what is not there', async () => {
    const file = path.join(folder, 'nobody.jpg');
    expect(await refusalOf(file)).toMatchObject({ reason: 'not-found' });
  });

  test('says that a symbolic link is broken', async () => {
    const file = path.join(folder, 'link.jpg');
    await symlink(path.join(folder, 'gone.jpg'), file);
    const error = await refusalOf(file);
    expect(error.reason).toBe('not-found');
    expect(error.message).toContain('symbolic link to a file that does not exist');
  });
});

describe('the pixel limit', () => {
  /** A PNG chunk; the reader stops at the header, so that the checksum of the data does not matter. */
  const chunk = (type: string, data: Buffer, checksum: number): Buffer => {
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(checksum, 4);
    return Buffer.concat([ends.subarray(0, 4), Buffer.from(type, 'latin1'), data, ends.subarray(4)]);
  };

  test('refuses a bomb of 20,000 × 20,000 pixels by its header', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(20_000, 0);
    header.writeUInt32BE(20_000, 4);
    header.set([8, 2], 8);
    // zlib.crc32(b'IHDR' + header) of Python
    const bomb = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header, 0x6c12d16e),
      chunk('IDAT', deflateSync(Buffer.alloc(60_001)), 0),
    ]);
    const before = process.memoryUsage().rss;
    const error = await refusalOf(bomb);
    expect(error.reason).toBe('too-many-pixels');
    expect(error.message).toContain('20000×20000');
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });

  test('allows as many pixels as it says, and no more', async () => {
    const file = await fileOf(photo, (pipeline) => pipeline.png());
    expect(await decodeImage(file, { maxPixels: 1200 })).toEqual(photo);
    expect((await refusalOf(file, 1199)).message).toContain('more than the limit of 1199');
  });

  test.each([0, -1, NaN])('refuses a limit of %s', async (maxPixels) => {
    await expect(decodeImage(new Uint8Array(9), { maxPixels })).rejects.toMatchObject({ code: 'usage' });
  });
});
