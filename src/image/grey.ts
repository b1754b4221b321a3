import type { RgbImage } from '../core/image.ts';

/** A grey image: rows from the top, one number from 0 to 255 a pixel. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Luma of ITU-R BT.601, as Pillow's `convert('L')`, but not rounded. */
export function toGrey({ width, height, data }: RgbImage): GreyImage {
  const grey = new Float32Array(width * height);
  for (let p = 0, i = 0; p < grey.length; p++, i += 3)
    grey[p] = 0.299 * (data[i] as number) + 0.587 * (data[i + 1] as number) + 0.114 * (data[i + 2] as number);
  return { width, height, data: grey };
}
