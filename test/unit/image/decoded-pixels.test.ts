import { describe, expect, test } from '@jest/globals';
import { decodeImage } from '../../../src/image/codec.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { animatedGif, fileOf, headerOf, paint, patterned, pngOf, solid } from '../../support/images.ts';

function distanceFrom(colour: readonly number[], { data }: RgbImage): number {
  return data.reduce((most, value, i) => Math.max(most, Math.abs(value - (colour[i % 3] ?? NaN))), 0);
}

const ORANGE = [200, 100, 40] as const;
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
