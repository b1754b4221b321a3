import type { Face } from '../core/face.ts';
import { usageError } from '../core/errors.ts';
import { requireCropSize, requireImage, type RgbImage } from '../core/image.ts';
import { cropBoxAround, cropImage, type CropBox } from '../image/crop.ts';
import { resizeBilinear } from '../image/resize/bilinear.ts';
import { turnImage } from './turn-image.ts';

export interface AlignOptions {
  /** Side of the square result, pixels. Default 160. */
  readonly imageSize?: number;
  /** Pixels of the original image added to the width and the height of the box, half on each side. Default 32. */
  readonly margin?: number;
}

export interface AlignedFace {
  /** imageSize × imageSize; the aspect ratio of the box is not kept. */
  readonly image: RgbImage;
  /** The part of the original image that it shows. */
  readonly cropBox: CropBox;
}

/**
 * Cuts a face out as `align_dataset_mtcnn.py` does: the box with its margin, clipped to the image, resized to a square as
 * Pillow's BILINEAR does. A face that stands upright in the turned image only is turned too.
 *
 * @throws FacekitError `usage` for what is no image, a box or a margin that is no number, a size that is no whole number of pixels
 */
export function alignFace(
  image: RgbImage,
  { box, turn }: Pick<Face, 'box' | 'turn'>,
  { imageSize = 160, margin = 32 }: AlignOptions = {},
): AlignedFace {
  requireImage(image);
  requireCropSize(imageSize, 'imageSize');
  if (!Number.isFinite(margin)) throw usageError(`Expected a number of pixels for \`margin\` but received ${margin}.`);
  const { x1, y1, x2, y2 } = box;
  if (![x1, y1, x2, y2].every(Number.isFinite))
    throw usageError(`Expected a box of four numbers but received ${x1}, ${y1}, ${x2}, ${y2}.`);
  const cropBox = cropBoxAround(box, margin, image);
  const crop = cropImage(image, cropBox);
  return { image: resizeBilinear(turn ? turnImage(crop, turn) : crop, imageSize, imageSize), cropBox };
}
