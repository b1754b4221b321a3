import type { Face } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';
import { alignFace } from '../detection/align-by-box.ts';
import { alignSimilarity } from '../detection/align-by-landmarks.ts';
import type { EmbedderInfo } from '../models/known-models.ts';

export interface ModelAlignmentOptions {
  /** Instead of the margin that the model's faces usually have; only for models aligned by box. */
  readonly margin?: number | undefined;
}

/** Cuts a face out of a photograph in the way that a model wants it. */
export function alignForModel(
  image: RgbImage,
  face: Pick<Face, 'box' | 'landmarks' | 'turn'>,
  { alignment, inputSize }: Pick<EmbedderInfo, 'alignment' | 'inputSize'>,
  { margin }: ModelAlignmentOptions = {},
): RgbImage {
  if (alignment.kind === 'similarity') return alignSimilarity(image, face, inputSize);
  return alignFace(image, face, { imageSize: inputSize, margin: margin ?? alignment.margin }).image;
}
