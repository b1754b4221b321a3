import type { RgbImage } from '../../core/image.ts';
import { kernels, openScratch, type Scratch } from '../../kernels/kernels.ts';
import { PACKED_TAP, packGrowTaps } from './area-bilinear.ts';
import type { PixelWindow } from './area-means.ts';
import { bytesOfImage, bytesOfParts, lookAtImage, lookAtParts, type View } from './patch-views.ts';
import { checkSize } from './area.ts';

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
  const isSummed = sumsPay(image, windows);
  const scratch = openScratch(bytesOfScratch(image, windows, side, isSummed), 7);
  const patches = scratch.float32(windows.length * size);
  const look = isSummed ? lookAtImage(image, scratch) : lookAtParts(image, windows, scratch);
  const shrink = shrinker(image, side, scratch);
  const grow = grower(side, scratch);
  windows.forEach((window, i) => {
    const view = look(window);
    (grows(window, side) ? grow : shrink)(view, patches.byteOffset + i * size * 4);
  });
  return patches.slice();
}

const grows = ({ x1, y1, x2, y2 }: PixelWindow, side: number): boolean => x2 - x1 < side || y2 - y1 < side;

/** The sums of larger images would take more than 64 MB. */
const MOST_SUMMED_PIXELS = 2 ** 21;

/** Whether to copy and add up the image once, rather than each window: those of a face overlap many times over. */
function sumsPay({ width, height }: RgbImage, windows: readonly PixelWindow[]): boolean {
  if (width * height > MOST_SUMMED_PIXELS) return false;
  const pixels = windows.reduce((sum, { x1, y1, x2, y2 }) => sum + (x2 - x1) * (y2 - y1), 0);
  return 2 * pixels > width * height;
}

function bytesOfScratch(image: RgbImage, windows: readonly PixelWindow[], side: number, isSummed: boolean): number {
  const views = isSummed ? bytesOfImage(image) : bytesOfParts(image, windows);
  const patches = windows.length * side * side * 12;
  return views + patches + 8 * workLength(image.width, side) + 4 * SHRINKING + 2 * 4 * PACKED_TAP * side;
}

/** Makes the patch of a window at an address in scratch memory. */
type MakePatch = (view: View, patch: number) => void;

/** Float64 that the kernels need to shrink a window. */
const workLength = (width: number, side: number): number => 6 * (side + 1) + 8 * (width + 1);

/** Numbers of the kernels' `Shrinking`. */
const SHRINKING = 9;

/** For windows at least as large as the patch. */
function shrinker(image: RgbImage, side: number, scratch: Scratch): MakePatch {
  const work = scratch.float64(workLength(image.width, side)).byteOffset;
  const shrinking = scratch.int32(SHRINKING);
  return ({ pixels, sums, width, height, window: { x1, y1, x2, y2 } }, patch) => {
    shrinking.set([width, height, x1, y1, x2, y2, side, work, patch]);
    if (sums === undefined) kernels.shrinkFromPixels(pixels, shrinking.byteOffset);
    else kernels.shrinkFromSums(sums, shrinking.byteOffset);
  };
}

/** For the others. */
function grower(side: number, scratch: Scratch): MakePatch {
  const columns = scratch.int32(side * PACKED_TAP);
  const rows = scratch.int32(side * PACKED_TAP);
  return ({ pixels, width, height, window }, patch) => {
    packGrowTaps({ width, height }, window, columns, rows);
    kernels.growPatch(pixels, columns.byteOffset, rows.byteOffset, side, patch);
  };
}
