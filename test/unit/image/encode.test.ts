import { describe, expect, test } from '@jest/globals';
import { decodeImage } from '../../../src/image/codec.ts';
import { encodeJpeg, encodePng } from '../../../src/image/encode.ts';
import { headerOf, patterned, solid } from '../../support/images.ts';

describe('encodePng', () => {
  test.each([
    [1, 1],
    [1, 7],
    [7, 1],
    [5, 4],
    [6, 3],
    [17, 5],
    [160, 160],
  ])('writes a %i × %i image that libpng reads back without loss', async (width, height) => {
    const image = patterned(width, height);
    expect(await decodeImage(await encodePng(image))).toEqual(image);
  });

  test('writes the signature, 8-bit RGB, and the end chunk with the checksum of the PNG specification', async () => {
    const file = await encodePng(patterned(3, 2));
    expect(file.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
    expect(file.subarray(-12)).toEqual(Buffer.from('0000000049454e44ae426082', 'hex'));
    expect(await headerOf(file)).toMatchObject({ format: 'png', channels: 3, depth: 'uchar', space: 'srgb' });
  });

  test('compresses', async () => {
    const file = await encodePng(solid(160, 160, [10, 20, 30]));
    // One bit a byte is what Huffman coding can do at best: an eighth of the pixels, and the file's frame.
    expect(file.length).toBeLessThan((160 * 160 * 3) / 8 + 300);
  });
});

describe('encodeJpeg', () => {
  test('writes a JPEG with colour at full resolution, close to the image', async () => {
    const file = await encodeJpeg(solid(20, 10, [200, 60, 40]), 90);
    expect(await headerOf(file)).toMatchObject({
      format: 'jpeg',
      width: 20,
      height: 10,
      chromaSubsampling: '4:4:4',
    });
    const [red = 0, green = 0, blue = 0] = (await decodeImage(file)).data;
    expect(Math.abs(red - 200)).toBeLessThanOrEqual(3);
    expect(Math.abs(green - 60)).toBeLessThanOrEqual(3);
    expect(Math.abs(blue - 40)).toBeLessThanOrEqual(3);
  });

  test('gives smaller files at lower quality', async () => {
    const [low, high] = await Promise.all([encodeJpeg(patterned(64, 64), 40), encodeJpeg(patterned(64, 64), 95)]);
    expect(low.length).toBeLessThan(high.length);
  });
});
