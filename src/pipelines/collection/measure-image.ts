import type { Box } from '../../core/box.ts';
import { boxHeight, boxWidth } from '../../core/box.ts';
import type { RgbImage } from '../../core/image.ts';
import type { FaceSize } from '../../dataset/check/findings.ts';
import { alignFace } from '../../detection/align-by-box.ts';
import { toGrey } from '../../image/grey.ts';
import { perceptualHash, type PerceptualHash } from '../../image/perceptual-hash.ts';
import { resizeBilinear } from '../../image/resize/bilinear.ts';
import { sharpness } from '../../image/sharpness.ts';
import type { CutFaces } from './crop-plan.ts';

/** What a check of a data set wants to know of an image besides the embedding of its face. */
export interface Measurement {
  readonly hash: PerceptualHash;
  readonly width: number;
  readonly height: number;
  readonly size: FaceSize | null;
  /** 0 without a face. */
  readonly sharpness: number;
  readonly others: readonly FaceSize[];
}

/**
 * Measures an image and the first of the faces that were cut out of it.
 *
 * @param isCrop whether the image is one face, cut out before
 */
export function measureImage(image: RgbImage, { crops, found }: CutFaces, isCrop: boolean): Measurement {
  const { width, height } = image;
  const looks = { hash: perceptualHash(image), width, height };
  const [chosen] = crops;
  if (!chosen) return { ...looks, size: null, sharpness: 0, others: [] };
  if (isCrop) return { ...looks, size: null, sharpness: sharpnessIn(image, null), others: [] };
  const { box, score } = chosen;
  return {
    ...looks,
    size: box && sizeOf(box, score ?? 0),
    sharpness: sharpnessIn(image, box),
    others: found.filter((_, i) => i !== chosen.face).map((face) => sizeOf(face.box, face.score)),
  };
}

const sizeOf = (box: Box, score: number): FaceSize => ({
  side: Math.min(boxWidth(box), boxHeight(box)),
  score,
});

/** Side of the picture that sharpness is measured in: the faces of `facekit align`. */
const SIDE = 160;
/** In thousandths: a number for people. */
const UNIT = 1000;

function sharpnessIn(image: RgbImage, box: Box | null): number {
  const face = box
    ? alignFace(image, { box }, { imageSize: SIDE, margin: 32 }).image
    : resizeBilinear(image, SIDE, SIDE);
  return sharpness(toGrey(face)) * UNIT;
}
