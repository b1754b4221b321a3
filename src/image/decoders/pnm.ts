import type { RgbImage } from '../../core/image.ts';
import { byteTable, corrupt, type OpenedImage, truncated } from './opened-image.ts';
import { isSpace, type PnmHeader, readPnmHeader, skipBlank } from './pnm-header.ts';

/**
 * PBM, PGM, PPM in text and in bytes, and PAM; of a file of several images the first. Samples of other than 8 bits are rounded to the nearest
 * of 255, as Pillow does.
 */
export function openPnm(bytes: Uint8Array): OpenedImage {
  const header = readPnmHeader(bytes);
  // Checked before anything is allocated: a short file cannot claim to be large.
  if (bytes.length - header.start < leastBytes(header)) throw truncated('PNM');
  const { width, height } = header;
  return { width, height, unpack: () => toRgb(header, samplesOf(bytes, header)) };
}

/** The fewest bytes that the pixels take: a number in text takes a digit and a blank, the last one no blank. */
function leastBytes({ width, height, depth, most, form }: PnmHeader): number {
  const samples = width * height * depth;
  switch (form) {
    case 'text':
      return samples * 2 - 1;
    case 'text-bits':
      return samples;
    case 'bits':
      return Math.ceil(width / 8) * height;
    case 'binary':
      return samples * (most > 255 ? 2 : 1);
  }
}

/** All samples of the first image in 8 bits. */
function samplesOf(bytes: Uint8Array, header: PnmHeader): Uint8Array {
  switch (header.form) {
    case 'text':
      return textSamples(bytes, header);
    case 'text-bits':
      return textBits(bytes, header);
    case 'bits':
      return packedBits(bytes, header);
    case 'binary':
      return binarySamples(bytes, header);
  }
}

function binarySamples(bytes: Uint8Array, { width, height, depth, most, start }: PnmHeader): Uint8Array {
  const count = width * height * depth;
  if (most === 255) return bytes.subarray(start, start + count);
  const table = byteTable(most);
  const samples = new Uint8Array(count);
  for (let i = 0, at = start; i < count; i++) {
    const value = most > 255 ? ((bytes[at++] ?? 0) << 8) | (bytes[at++] ?? 0) : (bytes[at++] ?? 0);
    samples[i] = table[Math.min(value, most)] ?? 0;
  }
  return samples;
}

function textSamples(bytes: Uint8Array, { width, height, depth, most, start }: PnmHeader): Uint8Array {
  const table = byteTable(most);
  const samples = new Uint8Array(width * height * depth);
  let at = start;
  for (let i = 0; i < samples.length; i++) {
    at = skipBlank(bytes, at);
    const first = at;
    let value = 0;
    for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, at)) {
      value = Math.min(value * 10 + digit, 65_536);
      at += 1;
    }
    if (at === first) throw at >= bytes.length ? truncated('PNM') : notANumber();
    samples[i] = table[Math.min(value, most)] ?? 0;
  }
  return samples;
}

const notANumber = (): Error => corrupt('PNM', 'something else than a number among its pixels');

/** -1 where there is no digit. */
function digitAt(bytes: Uint8Array, at: number): number {
  const digit = (bytes[at] ?? 0) - 0x30;
  return digit <= 9 ? Math.max(digit, -1) : -1;
}

/** Digits that need no blank between them; 1 is black. */
function textBits(bytes: Uint8Array, { width, height, start }: PnmHeader): Uint8Array {
  const samples = new Uint8Array(width * height);
  let at = start;
  for (let i = 0; i < samples.length; i++) {
    if (isSpace(bytes[at]) || digitAt(bytes, at) < 0) at = skipBlank(bytes, at);
    const digit = digitAt(bytes, at);
    if (digit !== 0 && digit !== 1) throw at >= bytes.length ? truncated('PNM') : notANumber();
    samples[i] = digit === 1 ? 0 : 255;
    at += 1;
  }
  return samples;
}

/** Eight pixels a byte, the highest bit first, rows padded to whole bytes; 1 is black. */
function packedBits(bytes: Uint8Array, { width, height, start }: PnmHeader): Uint8Array {
  const rowBytes = Math.ceil(width / 8);
  const samples = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = bytes[start + y * rowBytes + (x >> 3)] ?? 0;
      samples[i++] = (byte >> (7 - (x & 7))) & 1 ? 0 : 255;
    }
  }
  return samples;
}

function toRgb({ width, height, depth }: PnmHeader, samples: Uint8Array): RgbImage {
  if (depth === 3) return { width, height, data: samples.slice() };
  const data = new Uint8Array(width * height * 3);
  const [green, blue] = depth === 4 ? [1, 2] : [0, 0];
  for (let from = 0, to = 0; to < data.length; from += depth, to += 3) {
    data[to] = samples[from] ?? 0;
    data[to + 1] = samples[from + green] ?? 0;
    data[to + 2] = samples[from + blue] ?? 0;
  }
  return { width, height, data };
}
