import sharp, { type Metadata, type Sharp } from 'sharp';
import type { RgbImage } from '../../src/core/image.ts';

/** An image whose bytes come from a function of column, row and channel. */
export function paint(
  width: number,
  height: number,
  colour: (x: number, y: number, channel: number) => number,
): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return colour(pixel % width, Math.floor(pixel / width), i % 3);
  });
  return { width, height, data };
}

/** Bytes (i² · 31 + 17 · i) mod 251: no pattern to speak of, and made in one line by any program. */
export const patterned = (width: number, height: number): RgbImage => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i * 31 + 17 * i) % 251),
});

/** Every pixel the same colour. */
export const solid = (width: number, height: number, colour: readonly [number, number, number]): RgbImage =>
  paint(width, height, (_x, _y, channel) => colour[channel] ?? 0);

/** A file made by sharp from raw pixels: `finish` chooses format and colour space. */
export async function fileOf(image: RgbImage, finish: (pipeline: Sharp) => Sharp): Promise<Buffer> {
  const { width, height, data } = image;
  return await finish(sharp(data, { raw: { width, height, channels: 3 } })).toBuffer();
}

export interface RawPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint16Array;
}

/** A lossless PNG of 1, 2, 3 or 4 channels; 16 bits when the data is a Uint16Array. */
export async function pngOf({ width, height, channels, data }: RawPixels): Promise<Buffer> {
  const pipeline = sharp(data, { raw: { width, height, channels } });
  if (data instanceof Uint8Array)
    return await pipeline
      .toColourspace(channels < 3 ? 'b-w' : 'srgb')
      .png()
      .toBuffer();
  return await pipeline
    .toColourspace(channels < 3 ? 'grey16' : 'rgb16')
    .png()
    .toBuffer();
}

/** A GIF that shows one image after the other. */
export async function animatedGif(frames: readonly RgbImage[]): Promise<Buffer> {
  const files = await Promise.all(frames.map((frame) => fileOf(frame, (pipeline) => pipeline.png())));
  return await sharp(files, { join: { animated: true } })
    .gif()
    .toBuffer();
}

/** What the header of an image file says, read by sharp. */
export const headerOf = async (file: Uint8Array): Promise<Metadata> => await sharp(file).metadata();
