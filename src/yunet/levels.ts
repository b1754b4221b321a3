import type { RgbImage } from '../core/image.ts';
import type { DetectionOptions } from '../detection/detection-options.ts';
import { resizeArea } from '../image/resize/area.ts';
import { LEAST_FACE } from './options.ts';

/** Feature maps take about 70 bytes a pixel: a photograph of more is looked at smaller. */
const MOST_PIXELS = 4_000_000;
/** Faces that nearly fill a picture are found where its longer side has at most so many pixels. */
const COARSE_SIDE = 640;
/** Up to this longer side one level finds the large faces as well. */
const COARSE_FROM = 1280;
/** Of a larger one come only faces up to this size: parts of large faces look like faces there. */
const MOST_OF_FINE = 400;
/** The network halves its maps five times. */
const SIDE_UNIT = 32;

/** A photograph as the network looks at it. */
export interface Level {
  readonly image: RgbImage;
  /** Pixels of the photograph that a pixel of the level stands for, in x and in y. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Side of the largest face to be taken from it, pixels of the photograph. */
  readonly largestFace: number;
}

/**
 * The sizes at which the network looks at a photograph: one at which a face of `minFaceSize` is the smallest that it can find and, where that is
 * large, a small one for the faces that are too large for it there.
 */
export function levelsOf(image: RgbImage, { minFaceSize = LEAST_FACE }: DetectionOptions): Level[] {
  const pixels = image.width * image.height;
  const fine = Math.min(LEAST_FACE / minFaceSize, Math.sqrt(MOST_PIXELS / pixels));
  const longer = Math.max(image.width, image.height);
  if (fine * longer <= COARSE_FROM) return [levelOf(image, fine, Infinity)];
  return [levelOf(image, fine, MOST_OF_FINE / fine), levelOf(image, COARSE_SIDE / longer, Infinity)];
}

function levelOf(image: RgbImage, scale: number, largestFace: number): Level {
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const isSame = width === image.width && height === image.height;
  return {
    image: isSame ? image : resizeArea(image, width, height),
    scaleX: image.width / width,
    scaleY: image.height / height,
    largestFace,
  };
}

/** Black all around: one row above and one column on the left, and on the other sides up to a multiple of 32. */
export function padded({ width, height, data }: RgbImage): RgbImage {
  const [wide, high] = [roundUp(width) + 1, roundUp(height) + 1];
  const result = new Uint8Array(wide * high * 3);
  for (let y = 0; y < height; y++) {
    result.set(data.subarray(y * width * 3, (y + 1) * width * 3), ((y + 1) * wide + 1) * 3);
  }
  return { width: wide, height: high, data: result };
}

const roundUp = (side: number): number => Math.ceil(side / SIDE_UNIT) * SIDE_UNIT;
