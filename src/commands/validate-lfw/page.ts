import { forEachConcurrent } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import type { LfwImage } from '../../dataset/lfw-pairs.ts';
import type { ImageFile } from '../../facenet/embed-inputs.ts';
import { decodeImage } from '../../image/codec.ts';
import { encodeJpeg } from '../../image/encode.ts';
import { resizeBilinear } from '../../image/resize-bilinear.ts';
import { alignFace } from '../../mtcnn/align-face.ts';
import { shownErrors } from '../../report/lfw-html-errors.ts';
import { formatLfwHtml } from '../../report/lfw-html.ts';
import type { LfwReport } from '../../report/lfw-report.ts';
import type { LfwEmbeddings } from './embeddings.ts';
import { findLfwImages } from './find-images.ts';

const PICTURE_SIDE = 160;
const PICTURE_QUALITY = 85;
const PICTURES_AT_A_TIME = 4;

/** The page about an evaluation, with pictures of the worst errors as far as their images can be read. */
export async function makeLfwPage(
  report: LfwReport,
  { faces, computed }: LfwEmbeddings,
  { folder }: { readonly folder: string },
): Promise<string> {
  const keys = [...new Set(shownErrors(report.pairs).flatMap(({ first, second }) => [first, second]))];
  const files = computed?.files ?? (await findIfThere(folder, keys.map(imageOf)));
  const pictures = new Map<string, string>();
  await forEachConcurrent(keys, PICTURES_AT_A_TIME, async (key) => {
    const picture = await pictureOf(files.get(key), faces.get(key)?.box ?? null);
    if (picture !== undefined) pictures.set(key, picture);
  });
  return formatLfwHtml(report, pictures);
}

/** The image that a key, `Name/Name_0001`, names. */
function imageOf(key: string): LfwImage {
  const [, name = '', digits = ''] = /([^/]*)_(\d+)$/.exec(key) ?? [];
  return { name, index: Number(digits) };
}

/** An evaluation of an embedding file needs no images. */
async function findIfThere(
  folder: string,
  images: readonly LfwImage[],
): Promise<ReadonlyMap<string, ImageFile>> {
  try {
    return await findLfwImages(folder, images);
  } catch (error) {
    if (error instanceof FacekitError && error.code === 'input-not-found') return new Map();
    throw error;
  }
}

/** A data URI of a face; undefined where its image cannot be read. */
async function pictureOf(file: ImageFile | undefined, box: FaceBox): Promise<string | undefined> {
  if (!file) return undefined;
  try {
    const jpeg = await encodeJpeg(faceIn(await decodeImage(file.file), box), PICTURE_QUALITY);
    return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
  } catch (error) {
    if (error instanceof FacekitError) return undefined;
    throw error;
  }
}

type FaceBox = Parameters<typeof alignFace>[1]['box'] | null;

/** The face as the recipe of LFW cuts it out; of a crop, and of an image that the box does not belong to, all of it. */
function faceIn(image: RgbImage, box: FaceBox): RgbImage {
  const isInside = box && box.x1 < image.width && box.y1 < image.height && box.x2 > 0 && box.y2 > 0;
  if (isInside) return alignFace(image, { box }, { imageSize: PICTURE_SIDE }).image;
  return resizeBilinear(image, PICTURE_SIDE, PICTURE_SIDE);
}
