import { facePicture } from '../shared/face-picture.ts';
import { forEachConcurrent } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { LfwImage } from '../../evaluation/lfw-pairs.ts';
import { findLfwImages } from '../../pipelines/validate-lfw/find-images.ts';
import type { LfwEmbeddings } from '../../pipelines/validate-lfw/lfw-embeddings.ts';
import type { LfwReport } from '../../pipelines/validate-lfw/lfw-report.ts';
import { shownErrors } from '../../report/html/lfw-errors.ts';
import { formatLfwHtml } from '../../report/html/validate-lfw.ts';

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
    const picture = await facePicture(files.get(key)?.file, faces.get(key)?.box ?? null);
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
async function findIfThere(folder: string, images: readonly LfwImage[]): Promise<ReadonlyMap<string, ImageFile>> {
  try {
    return await findLfwImages(folder, images);
  } catch (error) {
    if (error instanceof FacekitError && error.code === 'input-not-found') return new Map();
    throw error;
  }
}
