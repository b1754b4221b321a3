import { truncated } from './opened-image.ts';
import type { BmpHeader } from './bmp-header.ts';

/**
 * Unpacks the run lengths of a bitmap to one number a pixel, an entry of the palette, or to three bytes a pixel for RLE24; rows in the order
 * of the file. What is jumped over stays 0, as in Pillow. Source: Microsoft, "Bitmap Compression"; IBM for RLE24.
 *
 * @throws Refusal `truncated` when the file ends before the last pixel
 */
export function unpackRuns(bytes: Uint8Array, { width, height, coding, start }: BmpHeader): Uint8Array {
  const unit = coding === 'RLE24' ? 3 : 1;
  const pixels = new Uint8Array(width * height * unit);
  let at = start;
  let [x, y] = [0, 0];
  /** Pixel `index` of a run that begins at `from`; of a run of one colour RLE4 alternates between two. */
  const put = (from: number, index: number): void => {
    if (x < width && y < height) {
      const to = (y * width + x) * unit;
      if (coding === 'RLE4') pixels[to] = ((bytes[from + (index >> 1)] ?? 0) >> (index & 1 ? 0 : 4)) & 15;
      else for (let c = 0; c < unit; c++) pixels[to + c] = bytes[from + index * unit + c] ?? 0;
    }
    x += 1;
  };
  while (y < height) {
    if (at + 1 >= bytes.length) {
      // The mark of the end may be missing where the last row is complete.
      if (y === height - 1 && x >= width) break;
      throw truncated('BMP');
    }
    const [count, value] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    if (count > 0) {
      for (let i = 0; i < count; i++) put(at + 1, coding === 'RLE4' ? i & 1 : 0);
      at += 1 + unit;
    } else if (value === END_OF_LINE) {
      [x, y, at] = [0, y + 1, at + 2];
    } else if (value === END) {
      break;
    } else if (value === JUMP) {
      [x, y, at] = [x + (bytes[at + 2] ?? 0), y + (bytes[at + 3] ?? 0), at + 4];
    } else {
      const runBytes = coding === 'RLE4' ? Math.ceil(value / 2) : value * unit;
      if (at + 2 + runBytes > bytes.length) throw truncated('BMP');
      for (let i = 0; i < value; i++) put(at + 2, i);
      // Runs are padded to an even number of bytes.
      at += 2 + runBytes + (runBytes & 1);
    }
  }
  return pixels;
}

const END_OF_LINE = 0;
const END = 1;
const JUMP = 2;
