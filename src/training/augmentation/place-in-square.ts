import type { RgbImage } from '../../core/image.ts';
import type { Random } from '../../core/random.ts';

/**
 * A square of an image: along a side that is longer the middle, or with `random` any part; along one that is shorter the image in the middle of
 * black. As TensorFlow's `resize_image_with_crop_or_pad` and `random_crop`.
 */
export function placeInSquare(image: RgbImage, size: number, random?: Random): RgbImage {
  if (image.width === size && image.height === size) return image;
  const x = place(image.width, size, random);
  const y = place(image.height, size, random);
  const data = new Uint8Array(size * size * 3);
  for (let row = 0; row < y.count; row++) {
    const start = ((y.from + row) * image.width + x.from) * 3;
    data.set(image.data.subarray(start, start + x.count * 3), ((y.to + row) * size + x.to) * 3);
  }
  return { width: size, height: size, data };
}

/** What to take of a side, and where to put it. */
function place(length: number, size: number, random?: Random): { from: number; to: number; count: number } {
  const over = length - size;
  if (over < 0) return { from: 0, to: Math.floor(-over / 2), count: length };
  return { from: random ? Math.floor(random() * (over + 1)) : Math.floor(over / 2), to: 0, count: size };
}
