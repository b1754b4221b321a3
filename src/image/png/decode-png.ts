import { inflateSync } from 'node:zlib';
import { crc32 } from '../../core/encoding/crc32.ts';
import type { RgbImage } from '../../core/image.ts';
import { kernels, openScratch } from '../../kernels/kernels.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Depth, colour type, compression, filtering, interlacing: three bytes a pixel, rows from the top. */
const RGB_8_BIT = Buffer.from([8, 2, 0, 0, 0]);
/** Chunks that say nothing about the pixels. Any other (transparency, orientation, …) is left to the codec. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['pHYs', 'tEXt', 'tIME', 'sRGB', 'gAMA', 'cHRM']);
const PIXEL = 3;
/** Beyond this the codec's own threads serve better, and the memory of the kernels would stay large. */
const MOST_PIXELS = 1_000_000;
/** Length, type and checksum of a chunk. */
const FRAME = 12;

/**
 * Decodes a PNG of the plainest kind, as `align` writes its crops: 8-bit RGB, not interlaced. A quarter of the codec's time, which
 * counts where small networks look at many crops.
 *
 * @returns undefined for every other image and for a damaged one: the codec reads it, or says what is wrong
 */
export function decodePlainPng(bytes: Uint8Array, maxPixels: number): RgbImage | undefined {
  const parts = readParts(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!parts || parts.width * parts.height > Math.min(maxPixels, MOST_PIXELS)) return undefined;
  const filtered = inflate(parts);
  return filtered && unfilter(filtered, parts);
}

interface Parts {
  readonly width: number;
  readonly height: number;
  /** The compressed rows. */
  readonly data: readonly Uint8Array[];
}

function readParts(file: Buffer): Parts | undefined {
  if (!file.subarray(0, 8).equals(SIGNATURE)) return undefined;
  const header = readChunk(file, 8);
  if (header?.type !== 'IHDR' || !header.data.subarray(8).equals(RGB_8_BIT)) return undefined;
  const data: Uint8Array[] = [];
  for (let offset = header.end; ;) {
    const chunk = readChunk(file, offset);
    if (!chunk) return undefined;
    if (chunk.type === 'IDAT') data.push(chunk.data);
    else if (chunk.type === 'IEND') break;
    else if (!WITHOUT_EFFECT.has(chunk.type)) return undefined;
    offset = chunk.end;
  }
  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)];
  return width > 0 && height > 0 ? { width, height, data } : undefined;
}

/** Undefined where the file ends too early or the checksum is wrong. */
function readChunk(file: Buffer, offset: number): { type: string; data: Buffer; end: number } | undefined {
  if (offset + FRAME > file.length) return undefined;
  const length = file.readUInt32BE(offset);
  const end = offset + FRAME + length;
  if (end > file.length) return undefined;
  if (crc32(file.subarray(offset + 4, end - 4)) !== file.readUInt32BE(end - 4)) return undefined;
  return { type: file.toString('latin1', offset + 4, offset + 8), data: file.subarray(offset + 8, end - 4), end };
}

/** The rows with their filters; undefined where they are damaged, too few or too many. */
function inflate({ width, height, data }: Parts): Buffer | undefined {
  const size = height * (width * PIXEL + 1);
  const [first] = data;
  try {
    const rows = inflateSync(first && data.length === 1 ? first : Buffer.concat(data), {
      maxOutputLength: size,
      chunkSize: Math.max(size, 64),
    });
    return rows.length === size ? rows : undefined;
  } catch {
    return undefined;
  }
}

function unfilter(filtered: Uint8Array, { width, height }: Parts): RgbImage | undefined {
  const rowBytes = width * PIXEL;
  const scratch = openScratch(filtered.length + (height + 1) * rowBytes, 2);
  const source = scratch.uint8(filtered.length);
  source.set(filtered);
  const rows = scratch.uint8((height + 1) * rowBytes).fill(0, 0, rowBytes);
  const done = kernels.unfilterRows(source.byteOffset, rowBytes, height, rows.byteOffset);
  return done === height ? { width, height, data: rows.slice(rowBytes) } : undefined;
}
