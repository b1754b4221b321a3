import type { RgbImage } from '../core/image.ts';
import { kernels, openScratch, type Scratch } from '../kernels/kernels.ts';
import { growPatchInto } from './area-bilinear.ts';
import type { PixelWindow } from './area-means.ts';
import { checkSize } from './resize-area.ts';

/**
 * Resizes windows of an image to squares of floats, not rounded, with the parts outside the image black: as FaceNet's
 * detection prepares patches for its second and third network, `imresample` of a zero-padded crop (OpenCV's INTER_AREA).
 *
 * @param side width and height of a patch, pixels
 * @returns windows × side × side × 3 floats in 0..255 (rows, columns, RGB)
 * @throws FacekitError `usage` when a window is empty, or side is not a whole number above 0.
 */
export function areaPatches(image: RgbImage, windows: readonly PixelWindow[], side: number): Float32Array {
  checkSize(side, side);
  for (const { x1, y1, x2, y2 } of windows) checkSize(x2 - x1, y2 - y1);
  const patches = shrinkWindows(image, windows, side);
  const size = side * side * 3;
  windows.forEach((window, i) => {
    if (grows(window, side)) growPatchInto(image, window, side, patches.subarray(i * size, (i + 1) * size));
  });
  return patches;
}

const grows = ({ x1, y1, x2, y2 }: PixelWindow, side: number): boolean => x2 - x1 < side || y2 - y1 < side;

/** The patches of the windows that are at least as large; the places of the others are undefined. */
function shrinkWindows(image: RgbImage, windows: readonly PixelWindow[], side: number): Float32Array {
  const { width, height, data } = image;
  const edges = (width + 1) * (height + 1);
  const isSummed = sumsPay(image, windows);
  const workLength = 6 * (side + 1) + 8 * (width + 1);
  const patchesLength = windows.length * side * side * 3;
  const scratch = openScratch(
    data.length + 8 * workLength + 4 * patchesLength + (isSummed ? edges * BYTES_OF_SUMS : 0),
    4,
  );
  const pixels = scratch.uint8(data.length);
  pixels.set(data);
  const work = scratch.float64(workLength).byteOffset;
  const patches = scratch.float32(patchesLength);
  const source = isSummed ? sumsOf(image, pixels.byteOffset, scratch) : pixels.byteOffset;
  const shrink = isSummed ? kernels.shrinkFromSums : kernels.shrinkFromPixels;
  let patch = patches.byteOffset;
  for (const window of windows) {
    const { x1, y1, x2, y2 } = window;
    if (!grows(window, side)) shrink(source, width, height, x1, y1, x2, y2, side, work, patch);
    patch += side * side * 12;
  }
  return patches.slice();
}

/** Four float64. */
const BYTES_OF_SUMS = 32;
/** The sums of larger images would take more than 64 MB. */
const MOST_SUMMED_PIXELS = 2 ** 21;

/** Whether to add up the image once, rather than each window: those of a face overlap many times over. */
function sumsPay({ width, height }: RgbImage, windows: readonly PixelWindow[]): boolean {
  if (width * height > MOST_SUMMED_PIXELS) return false;
  const pixels = windows.reduce((sum, { x1, y1, x2, y2 }) => sum + (x2 - x1) * (y2 - y1), 0);
  return pixels > width * height;
}

function sumsOf({ width, height }: RgbImage, pixels: number, scratch: Scratch): number {
  const sums = scratch.float64(((width + 1) * (height + 1) * BYTES_OF_SUMS) / 8).byteOffset;
  kernels.sumPixels(pixels, width, width, height, sums);
  return sums;
}
