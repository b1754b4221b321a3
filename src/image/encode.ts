import { promisify } from 'node:util';
import { constants, deflate, deflateSync } from 'node:zlib';
import { crc32 } from '../core/encoding/crc32.ts';
import { usageError } from '../core/errors.ts';
import { requireImage, type RgbImage } from '../core/image.ts';
import { inWords } from '../core/json.ts';
import { kernels, openScratch } from '../kernels/kernels.ts';
import { loadSharp } from './decoders/sharp-module.ts';

const compressAside = promisify(deflate);

/** Up to so many bytes the way to another thread and back takes longer than the compression is worth waiting for. */
const SMALL_BYTES = 2 ** 19;

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const RGB_8_BIT = [8, 2, 0, 0, 0];

/**
 * PNG file of an image, lossless. Made for speed: after the Paeth filter a photograph has next to no repetitions, so that
 * Huffman coding alone is twice as fast as the lightest search for them, and gives smaller files (measured on crops).
 */
export async function encodePng(image: RgbImage): Promise<Buffer> {
  requireImage(image);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(image.width, 0);
  header.writeUInt32BE(image.height, 4);
  header.set(RGB_8_BIT, 8);
  const pixels = await compressRows(image);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/**
 * JPEG file of an image, for pictures that people look at: colour at full resolution.
 *
 * @param quality 1 to 100
 */
export async function encodeJpeg(image: RgbImage, quality = 90): Promise<Buffer> {
  requireImage(image);
  if (!(Number.isInteger(quality) && quality >= 1 && quality <= 100))
    throw usageError(`Expected a whole number from 1 to 100 for \`quality\` but received ${inWords(quality)}.`);
  const { width, height, data } = image;
  return await loadSharp()(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** The same bytes whichever thread makes them. */
function compressRows(image: RgbImage): Buffer | Promise<Buffer> {
  const filtered = filterRows(image);
  const options = { strategy: constants.Z_HUFFMAN_ONLY, chunkSize: Math.max(filtered.length, 1024) };
  return filtered.length <= SMALL_BYTES ? deflateSync(filtered, options) : compressAside(filtered.slice(), options);
}

/**
 * Each row: the number of the Paeth filter, then every byte less the neighbour that predicts it. In the memory of the kernels, for as
 * long as nothing is awaited.
 */
function filterRows({ width, height, data }: RgbImage): Uint8Array {
  const rowBytes = width * 3;
  const filteredBytes = height * (rowBytes + 1);
  const scratch = openScratch(rowBytes + data.length + filteredBytes, 2);
  const rows = scratch.uint8(rowBytes + data.length).fill(0, 0, rowBytes);
  rows.set(data, rowBytes);
  const filtered = scratch.uint8(filteredBytes);
  kernels.filterRows(rows.byteOffset, rowBytes, height, filtered.byteOffset);
  return filtered;
}

/** Length, type, data, checksum of type and data (PNG specification, section 5.3). */
function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}
