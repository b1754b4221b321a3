import type { RgbImage } from '../core/image.ts';
import { growPatchInto } from './area-bilinear.ts';
import type { PixelWindow } from './area-means.ts';
import { cropImage } from './crop.ts';
import { checkSize } from './resize-area.ts';
import { MOST_SUMMED_PIXELS, shrinkPatchInto, summedArea, type SummedArea } from './summed-area.ts';

export interface AreaPatch {
  readonly window: PixelWindow;
  /** Width and height of the patch, pixels. */
  readonly side: number;
  /** Receives side × side × 3 floats in 0..255 (rows, columns, RGB) from `offset`. */
  readonly target: Float32Array;
  readonly offset: number;
}

/** Cuts one patch out of the image that it was made for. */
export type CutPatch = (patch: AreaPatch) => void;

/**
 * Resizes windows of an image to squares of floats, not rounded, with the parts outside the image black: as FaceNet's
 * detection prepares patches for its second and third network, `imresample` of a zero-padded crop (OpenCV's INTER_AREA).
 *
 * The windows of a photograph overlap many times over, so its pixels are added up once, at the first patch.
 *
 * @param mostSummedPixels larger images are added up window by window, because their sums do not fit in 32 bits.
 * @throws FacekitError `usage` when a window is empty, or side is not a whole number above 0.
 */
export function areaPatches(image: RgbImage, mostSummedPixels = MOST_SUMMED_PIXELS): CutPatch {
  let whole: SummedArea | undefined;
  return ({ window, side, target, offset }) => {
    const width = window.x2 - window.x1;
    const height = window.y2 - window.y1;
    checkSize(side, side);
    checkSize(width, height);
    const patch = { target, offset, side };
    if (side > width || side > height)
      return growPatchInto(image, window, side, target.subarray(offset, offset + side * side * 3));
    if (image.width * image.height > mostSummedPixels) return shrinkAlone(image, window, patch);
    whole ??= summedArea(image);
    shrinkPatchInto(whole, window, patch);
  };
}

/** For images that are too large for one table: a table of the window alone. */
function shrinkAlone(image: RgbImage, window: PixelWindow, patch: Omit<AreaPatch, 'window'>): void {
  const part = {
    x1: Math.min(Math.max(window.x1, 0), image.width - 1),
    y1: Math.min(Math.max(window.y1, 0), image.height - 1),
    x2: Math.max(Math.min(window.x2, image.width), 1),
    y2: Math.max(Math.min(window.y2, image.height), 1),
  };
  const moved = {
    x1: window.x1 - part.x1,
    y1: window.y1 - part.y1,
    x2: window.x2 - part.x1,
    y2: window.y2 - part.y1,
  };
  shrinkPatchInto(summedArea(cropImage(image, part)), moved, patch);
}
