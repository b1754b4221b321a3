import type { Face, Landmarks, Point } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';
import type { CropBox } from '../image/crop.ts';
import { alignFace } from '../mtcnn/align-face.ts';
import { alignSimilarity } from '../mtcnn/align-similarity.ts';
import type { EmbedderInfo } from '../weights/known-models.ts';

export interface ModelAlignmentOptions {
  /** Instead of the margin that the model's faces usually have; only for models aligned by box. */
  readonly margin?: number;
}

/** Cuts a face out of a photograph in the way that a model wants it. */
export function alignForModel(
  image: RgbImage,
  face: Pick<Face, 'box' | 'landmarks'>,
  { alignment, inputSize }: Pick<EmbedderInfo, 'alignment' | 'inputSize'>,
  { margin }: ModelAlignmentOptions = {},
): RgbImage {
  if (alignment.kind === 'similarity') return alignSimilarity(image, face, inputSize);
  return alignFace(image, face, { imageSize: inputSize, margin: margin ?? alignment.margin }).image;
}

/** The landmarks of a face in a crop of it, given where in the photograph the crop was taken. */
export function landmarksInCrop(
  landmarks: Landmarks,
  cropBox: CropBox,
  crop: { readonly width: number; readonly height: number },
): Landmarks {
  const scaleX = crop.width / (cropBox.x2 - cropBox.x1);
  const scaleY = crop.height / (cropBox.y2 - cropBox.y1);
  const place = ({ x, y }: Point): Point => ({ x: (x - cropBox.x1) * scaleX, y: (y - cropBox.y1) * scaleY });
  const [a, b, c, d, e] = landmarks;
  return [place(a), place(b), place(c), place(d), place(e)];
}
