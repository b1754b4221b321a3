import { usageError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { growBytes } from './area-bilinear.ts';
import { exactAreaByte } from './area-exact.ts';
import { areaMeans, type AreaLevel } from './area-means.ts';
import { areaTaps } from './area-taps.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Resizes as OpenCV's `cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)` does, byte for byte: the mean
 * of each cell when both axes shrink, its own kind of bilinear when one grows. This is FaceNet's `imresample`.
 *
 * @throws FacekitError `usage` when width or height is not a whole number above 0.
 */
export function resizeArea(image: RgbImage, width: number, height: number): RgbImage {
  const { result, level } = planResize(image, { width, height });
  if (level) areaMeans(image, [level]);
  return result;
}

/**
 * `resizeArea` to many sizes, in one pass over the image: the way to build a detection pyramid, since the cost of a
 * level is that of its own pixels, not of the image's.
 */
export function resizeAreaPyramid(image: RgbImage, sizes: readonly ImageSize[]): RgbImage[] {
  const plans = sizes.map((size) => planResize(image, size));
  const levels = plans.flatMap(({ level }) => (level === undefined ? [] : [level]));
  if (levels.length > 0) areaMeans(image, levels);
  return plans.map(({ result }) => result);
}

/** A result that is complete, or that will be when its level has received all rows. */
interface Plan {
  readonly result: RgbImage;
  readonly level?: AreaLevel;
}

function planResize(image: RgbImage, { width, height }: ImageSize): Plan {
  checkSize(width, height);
  if (width > image.width || height > image.height) return { result: growBytes(image, width, height) };
  if (width === image.width && height === image.height) return { result: { ...image, data: image.data.slice() } };
  const result = { width, height, data: new Uint8Array(width * height * 3) };
  return { result, level: planLevel(image, result) };
}

/**
 * OpenCV adds up in float32: its sum is so close to the exact mean that both round alike, unless the mean lies almost half-way
 * between two integers. Only those few bytes go through OpenCV's arithmetic.
 */
function planLevel(image: RgbImage, result: RgbImage): AreaLevel {
  const columns = areaTaps(image.width, result.width);
  const rows = areaTaps(image.height, result.height);
  const columnTolerance = columns.tolerance.reduce((most, tolerance) => Math.max(most, tolerance), 0);
  return {
    result,
    tolerance: rows.tolerance.map((tolerance) => columnTolerance + tolerance),
    exactByte: exactAreaByte(image, columns, rows),
  };
}

/** @throws FacekitError `usage` when a side is not a whole number above 0. */
export function checkSize(width: number, height: number): void {
  const isSize = (value: number): boolean => Number.isInteger(value) && value > 0;
  if (isSize(width) && isSize(height)) return;
  throw usageError(
    `Expected a width and a height of at least 1 pixel, in whole pixels, but received ${width}×${height}.`,
  );
}
