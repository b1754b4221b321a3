import type { RgbImage } from '../core/image.ts';
import { kernels, openScratch, type Scratch } from '../kernels/kernels.ts';
import { PACKED_TAP, packGrowTaps } from './area-bilinear.ts';
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
  const size = side * side * 3;
  const shrinking = windows.filter((window) => !grows(window, side));
  const isSummed = sumsPay(image, shrinking);
  const scratch = openScratch(bytesOfScratch(image, isSummed, { windows: windows.length, side }), 6);
  const patches = scratch.float32(windows.length * size);
  const pixels = scratch.uint8(image.data.length);
  pixels.set(image.data);
  const shrink = shrinker(image, pixels.byteOffset, { side, isSummed, scratch });
  const grow = grower(image, pixels.byteOffset, { side, scratch });
  windows.forEach((window, i) => {
    (grows(window, side) ? grow : shrink)(window, patches.byteOffset + i * size * 4);
  });
  return patches.slice();
}

const grows = ({ x1, y1, x2, y2 }: PixelWindow, side: number): boolean => x2 - x1 < side || y2 - y1 < side;

function bytesOfScratch(
  { width, height, data }: RgbImage,
  isSummed: boolean,
  { windows, side }: { readonly windows: number; readonly side: number },
): number {
  const sums = isSummed ? (width + 1) * (height + 1) * BYTES_OF_SUMS : 0;
  const patches = windows * side * side * 12;
  return data.length + sums + patches + 8 * workLength(width, side) + 2 * 4 * PACKED_TAP * side;
}

/** Float64 that the kernels need to shrink a window. */
const workLength = (width: number, side: number): number => 6 * (side + 1) + 8 * (width + 1);

/** Makes the patch of a window at an address in scratch memory. */
type MakePatch = (window: PixelWindow, patch: number) => void;

/** For windows at least as large as the patch; `pixels` are those of the image in scratch memory. */
function shrinker(
  image: RgbImage,
  pixels: number,
  {
    side,
    isSummed,
    scratch,
  }: { readonly side: number; readonly isSummed: boolean; readonly scratch: Scratch },
): MakePatch {
  const { width, height } = image;
  const work = scratch.float64(workLength(width, side)).byteOffset;
  const source = isSummed ? sumsOf(image, pixels, scratch) : pixels;
  const shrink = isSummed ? kernels.shrinkFromSums : kernels.shrinkFromPixels;
  return ({ x1, y1, x2, y2 }, patch) => {
    shrink(source, width, height, x1, y1, x2, y2, side, work, patch);
  };
}

/** For the others. */
function grower(
  image: RgbImage,
  pixels: number,
  { side, scratch }: { readonly side: number; readonly scratch: Scratch },
): MakePatch {
  const columns = scratch.int32(side * PACKED_TAP);
  const rows = scratch.int32(side * PACKED_TAP);
  return (window, patch) => {
    packGrowTaps(image, window, columns, rows);
    kernels.growPatch(pixels, columns.byteOffset, rows.byteOffset, side, patch);
  };
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
