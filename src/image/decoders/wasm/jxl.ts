import type { RgbImage } from '../../../core/image.ts';
import { boxesEndEarly, boxesOf } from '../boxes.ts';
import { readJxlSize } from './jxl-size.ts';
import { type OpenedImage, Refusal, truncated } from '../opened-image.ts';
import { inWasm, rgbOf } from './wasm-module.ts';

const KIND = 'JPEG XL';

/** JPEG XL, bare or in boxes, the first frame. */
export function openJxl(bytes: Uint8Array): OpenedImage {
  const size = readJxlSize(codestreamOf(bytes));
  return { ...size, unpack: () => unpack(bytes, size) };
}

function codestreamOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xff) return bytes;
  if (boxesEndEarly(bytes)) throw truncated(KIND);
  for (const { type, start, end } of boxesOf(bytes)) {
    if (type === 'jxlc') return bytes.subarray(start, end);
    // Partial boxes are numbered by their first four bytes.
    if (type === 'jxlp') return bytes.subarray(start + 4, end);
  }
  throw truncated(KIND);
}

async function unpack(bytes: Uint8Array, size: { width: number; height: number }): Promise<RgbImage> {
  const { createJxl } = await import('./jxl-module.ts');
  const jxl = await createJxl();
  const image = inWasm({ kind: KIND, ...size }, () => jxl.decode(bytes));
  // The decoder does not say which, and in a bare codestream only it could know.
  if (!image) throw new Refusal('corrupt', 'the JPEG XL file is damaged or ends too early; copy or download it again');
  const { width, height, data } = image;
  return { width, height, data: rgbOf(data, { width, height, unit: 4, stride: width * 4 }) };
}
