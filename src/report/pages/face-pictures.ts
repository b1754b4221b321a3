import { forEachConcurrent } from '../../core/concurrency.ts';
import type { Box } from '../../core/box.ts';
import { FacekitError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { decodeImage } from '../../image/codec.ts';
import { encodeJpeg } from '../../image/encode.ts';
import { resizeBilinear } from '../../image/resize/bilinear.ts';
import { alignFace } from '../../detection/align-by-box.ts';

const PICTURE_SIDE = 160;
const PICTURE_QUALITY = 85;

const PICTURES_AT_A_TIME = 4;

/** A face to show. */
export interface ShownFace<Key> {
  readonly key: Key;
  /** Its image; undefined where it is not known. */
  readonly file: string | undefined;
  /** Null where the image is a crop. */
  readonly box: Box | null;
}

/** Data URIs of faces, as far as their images can be read. */
export async function facePictures<Key>(faces: Iterable<ShownFace<Key>>): Promise<Map<Key, string>> {
  const pictures = new Map<Key, string>();
  await forEachConcurrent(faces, PICTURES_AT_A_TIME, async ({ key, file, box }) => {
    const picture = await facePicture(file, box);
    if (picture !== undefined) pictures.set(key, picture);
  });
  return pictures;
}

async function facePicture(file: string | undefined, box: Box | null): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    const jpeg = await encodeJpeg(faceIn(await decodeImage(file), box), PICTURE_QUALITY);
    return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
  } catch (error) {
    if (error instanceof FacekitError) return undefined;
    throw error;
  }
}

/** The face as the recipe of LFW cuts it out; of a crop, and of an image that the box does not belong to, all of it. */
function faceIn(image: RgbImage, box: Box | null): RgbImage {
  const isInside = box && box.x1 < image.width && box.y1 < image.height && box.x2 > 0 && box.y2 > 0;
  if (isInside) return alignFace(image, { box }, { imageSize: PICTURE_SIDE }).image;
  return resizeBilinear(image, PICTURE_SIDE, PICTURE_SIDE);
}
