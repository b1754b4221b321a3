import { usageError } from './errors.ts';
import { inWords } from './json.ts';

/** An 8-bit RGB image: rows from the top, three interleaved bytes a pixel (height × width × 3). */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Refuses what is no such image, before anything is computed or allocated by its size.
 *
 * @throws FacekitError `usage`
 */
export function requireImage(image: RgbImage): void {
  // Programs in JavaScript may give anything.
  if (typeof image !== 'object' || (image as RgbImage | null) === null)
    throw usageError(`Expected an image, with its width, height and data, but received ${inWords(image)}.`);
  const { width, height, data } = image;
  if (!isSize(width) || !isSize(height))
    throw usageError(`Expected an image whose sides are whole numbers of 1 or more but received ${width}×${height}.`);
  if ((data as { BYTES_PER_ELEMENT?: number } | undefined)?.BYTES_PER_ELEMENT !== 1)
    throw usageError('Expected the data of an image as Uint8Array: three bytes a pixel.');
  if (data.length !== width * height * 3)
    throw usageError(
      `Expected ${width}×${height}×3 = ${width * height * 3} bytes of an image but received ${data.length}: red, green and blue of each pixel, without alpha.`,
    );
}

/** The longest side of a crop. */
const LARGEST_CROP = 16_384;

/** @throws FacekitError `usage` when the side of a crop is not a whole number from 1 to 16384 */
export function requireCropSize(side: number, name: string): void {
  if (isSize(side) && side <= LARGEST_CROP) return;
  throw usageError(`Expected a whole number from 1 to ${LARGEST_CROP} for \`${name}\` but received ${side}.`);
}

const isSize = (side: number): boolean => Number.isSafeInteger(side) && side > 0;
