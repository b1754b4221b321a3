import { FacekitError } from '../../core/errors.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { LfwImage } from '../../evaluation/lfw-pairs.ts';
import { findLfwImages } from '../../pipelines/validate-lfw/find-images.ts';
import type { LfwOutcome } from '../../pipelines/validate-lfw/validate-lfw.ts';
import { shownErrors } from '../html/lfw-errors.ts';
import { formatLfwHtml } from '../html/validate-lfw.ts';
import { facePictures } from './face-pictures.ts';
import { writePage } from './write-page.ts';

/**
 * Writes the page about an evaluation, `<folder>/index.html`, with pictures of the worst errors as far as their images can be read.
 *
 * @param images the folder of the images, where the embeddings were read from a file
 * @returns its path
 */
export async function writeLfwPage(
  folder: string,
  { report, embeddings: { faces, computed } }: LfwOutcome,
  images: string,
): Promise<string> {
  const keys = [...new Set(shownErrors(report.pairs).flatMap(({ first, second }) => [first, second]))];
  const files = computed?.files ?? (await findIfThere(images, keys.map(imageOf)));
  const pictures = await facePictures(
    keys.map((key) => ({ key, file: files.get(key)?.file, box: faces.get(key)?.box ?? null })),
  );
  return writePage(folder, formatLfwHtml(report, pictures));
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
