import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { decodeImage } from '../../../dist/image/codec.js';
import { mutate } from '../mutate.mjs';
import { repairPng } from '../repair.mjs';
import { expect } from '../wrong.mjs';

const PHOTOGRAPHS = path.resolve(import.meta.dirname, '../../fixtures/image/photograph');

const photograph = async (name) => ({ image: await readFile(path.join(PHOTOGRAPHS, name)) });

async function read({ image }) {
  const { width, height, data } = await decodeImage(image);
  expect(width > 0 && height > 0 && data.length === width * height * 3, `${width}×${height} with ${data.length} bytes`);
}

/** Small pictures of other kinds than the photographs: palettes, grey, transparency, several pages. */
const drawn = (encode) => async () => {
  const pixels = Buffer.from(Array.from({ length: 40 * 30 * 4 }, (_, i) => (i * i) % 251));
  return { image: await encode(sharp(pixels, { raw: { width: 40, height: 30, channels: 4 } })).toBuffer() };
};

const target = (names, drawings = [], more = {}) => ({
  inMemory: true,
  seeds: async () => [
    ...(await Promise.all(names.map(photograph))),
    ...(await Promise.all(drawings.map((draw) => draw()))),
  ],
  read,
  ...more,
});

const reasonOf = (image) => decodeImage(image).then(() => 'read', String);

/** Damaged images decoded at the same time, as `align` does: each has the reason that it has alone. */
async function readTogether(input) {
  const images = Object.values(input);
  const together = await Promise.all(images.map(reasonOf));
  for (const [i, image] of images.entries()) {
    const alone = await reasonOf(image);
    expect(alone === together[i], `${together[i]} at the same time as others, ${alone} alone`);
  }
}

const damaged = (random, seeds) => {
  const others = seeds.map(({ image }) => image);
  return Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`${i}`, mutate(random.pick(others), { random, others, isJson: false })]),
  );
};

export const imageTargets = {
  jpeg: target(['jpeg.jpg', 'jpeg-progressive.jpg'], [drawn((image) => image.greyscale().jpeg())]),
  png: target(
    ['png.png', 'png-16.png'],
    [
      drawn((image) => image.png()),
      drawn((image) => image.png({ palette: true })),
      drawn((image) => image.greyscale().png()),
    ],
    { repair: ({ image }) => ({ image: repairPng(image) }) },
  ),
  webp: target(['webp.webp'], [drawn((image) => image.webp({ lossless: true }))]),
  gif: target([], [drawn((image) => image.gif())]),
  tiff: target(
    ['tiff.tif'],
    [
      drawn((image) => image.tiff({ compression: 'lzw', predictor: 'horizontal' })),
      drawn((image) => image.tiff({ compression: 'deflate', tile: true })),
      drawn((image) => image.tiff({ compression: 'jpeg' })),
    ],
  ),
  avif: target(['avif.avif', 'avif-animated.avif'], [drawn((image) => image.avif({ effort: 0 }))]),
  heic: target(['heic.heic', 'heic-turned.heic']),
  jxl: target(['jxl.jxl', 'jxl-turned.jxl', 'jxl-of-jpeg.jxl']),
  jp2: target(['jpeg2000.jp2', 'jpeg2000.j2k']),
  bmp: target(['bmp.bmp']),
  pnm: target(['ppm.ppm'], [async () => ({ image: Buffer.from('P2\n# a comment\n3 2\n255\n0 1 2\n3 4 255\n') })]),
  tga: target(['tga.tga']),
  together: {
    inMemory: true,
    seeds: target(
      [],
      [(image) => image.jpeg(), (image) => image.png(), (image) => image.gif(), (image) => image.webp()].map(drawn),
    ).seeds,
    make: damaged,
    read: readTogether,
  },
};
