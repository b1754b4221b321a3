import type { Face } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';
import { cropBoxAround, cropImage, type CropBox } from '../image/crop.ts';
import { resizeBilinear } from '../image/resize/bilinear.ts';

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
 * Pillow's BILINEAR does.
 */
export function alignFace(
  image: RgbImage,
  { box }: Pick<Face, 'box'>,
  { imageSize = 160, margin = 32 }: AlignOptions = {},
): AlignedFace {
  const cropBox = cropBoxAround(box, margin, image);
  return { image: resizeBilinear(cropImage(image, cropBox), imageSize, imageSize), cropBox };
}
