import type { Box } from '../core/box.ts';
import type { RgbImage } from '../core/image.ts';

/** A part of an image: a box with whole-number corners inside the image, at least one pixel wide and high. x2 and y2 are exclusive. */
export type CropBox = Box;

/**
 * The part of an image that align keeps of a face: the box with half the margin on each side, clipped to the image, then
 * truncated to whole pixels (`align_dataset_mtcnn.py`). It is not made square.
 *
 * Where that leaves nothing (a box beside the image, a negative margin) the script fails. Here the result is the pixel of
 * the image that is nearest.
 *
 * @param margin pixels of the original image added to the width and to the height
 */
export function cropBoxAround(
  box: Box,
  margin: number,
  { width, height }: { readonly width: number; readonly height: number },
): CropBox {
  const [x1, x2] = clipInterval(box.x1 - margin / 2, box.x2 + margin / 2, width);
  const [y1, y2] = clipInterval(box.y1 - margin / 2, box.y2 + margin / 2, height);
  return { x1, y1, x2, y2 };
}

function clipInterval(from: number, to: number, length: number): [number, number] {
  const start = Math.min(Math.trunc(Math.max(from, 0)), length - 1);
  const end = Math.trunc(Math.min(to, length));
  return [start, Math.max(end, start + 1)];
}

/** Copies a part of an image. */
export function cropImage(image: RgbImage, cropBox: CropBox): RgbImage {
  const width = cropBox.x2 - cropBox.x1;
  const height = cropBox.y2 - cropBox.y1;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((cropBox.y1 + y) * image.width + cropBox.x1) * 3;
    data.set(image.data.subarray(start, start + width * 3), y * width * 3);
  }
  return { width, height, data };
}

/** Left and right exchanged. */
export function mirror({ width, height, data }: RgbImage): RgbImage {
  const mirrored = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = (y * width + width - 1 - x) * 3;
      mirrored[to] = data[from] ?? 0;
      mirrored[to + 1] = data[from + 1] ?? 0;
      mirrored[to + 2] = data[from + 2] ?? 0;
    }
  }
  return { width, height, data: mirrored };
}
