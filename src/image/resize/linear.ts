import type { RgbImage } from '../../core/image.ts';
import { roundHalfToEven } from './round-half-to-even.ts';

/** Weights are integers, of so many parts, as OpenCV's INTER_LINEAR has them for bytes. */
const PARTS = 2048;

/**
 * An image enlarged or shrunk by a factor as `cv2.resize(image, None, fx=factor, fy=factor)` does it: of each pixel the four around the place that it
 * stands for, however much the image shrinks. To one grey level.
 */
export function scaleLinear(image: RgbImage, factor: number): RgbImage {
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, roundHalfToEven(side * factor))) as [
    number,
    number,
  ];
  const [columns, rows] = [tapsOf(width, image.width, factor), tapsOf(height, image.height, factor)];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const [top, bottom, down] = [rows.first[y] ?? 0, rows.second[y] ?? 0, rows.share[y] ?? 0];
    for (let x = 0; x < width; x++) {
      const [left, right, across] = [columns.first[x] ?? 0, columns.second[x] ?? 0, columns.share[x] ?? 0];
      for (let colour = 0; colour < 3; colour++) {
        const at = (row: number, column: number): number => image.data[(row * image.width + column) * 3 + colour] ?? 0;
        const above = at(top, left) * (PARTS - across) + at(top, right) * across;
        const below = at(bottom, left) * (PARTS - across) + at(bottom, right) * across;
        data[(y * width + x) * 3 + colour] = Math.round((above * (PARTS - down) + below * down) / PARTS ** 2);
      }
    }
  }
  return { width, height, data };
}

interface Taps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Of the second pixel, in parts. */
  readonly share: Int32Array;
}

function tapsOf(length: number, from: number, factor: number): Taps {
  const taps = { first: new Int32Array(length), second: new Int32Array(length), share: new Int32Array(length) };
  for (let i = 0; i < length; i++) {
    const place = Math.min(Math.max((i + 0.5) / factor - 0.5, 0), from - 1);
    const first = Math.floor(place);
    taps.first[i] = first;
    taps.second[i] = Math.min(first + 1, from - 1);
    taps.share[i] = Math.round((place - first) * PARTS);
  }
  return taps;
}
