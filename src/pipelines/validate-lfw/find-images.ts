import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { forEachConcurrent } from '../../core/concurrency.ts';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import type { LfwImage } from '../../evaluation/lfw-pairs.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import { looksLikeImage } from '../../image/image-file.ts';
import { keyOf } from './pairs-list.ts';

const EXTENSIONS = ['.png', '.jpg', '.jpeg'];
const LOOKUPS_AT_A_TIME = 64;

/**
 * The files of LFW images below a folder, by key, in the order of `images`; those without a file are left out. Of several files of
 * one image the `.png` is taken, then the `.jpg`; any other name counts where the content is that of an image.
 *
 * @throws FacekitError `input-not-found` when there is no such folder
 */
export async function findLfwImages(
  folder: string,
  images: readonly LfwImage[],
): Promise<ReadonlyMap<string, ImageFile>> {
  if (!(await isFolder(folder))) {
    throw new FacekitError(
      'input-not-found',
      `Expected a folder of LFW images at ${folder} but there is none. Fetch the photographs by facekit datasets pull lfw, then make crops by facekit align datasets/lfw; or name the folder of photographs and add \`detect\`.`,
    );
  }
  const files = new Map<string, ImageFile>();
  await forEachConcurrent(images, LOOKUPS_AT_A_TIME, async (image) => {
    const found = await findFile(folder, image);
    if (found) files.set(keyOf(image), found);
  });
  return new Map(
    images.flatMap((image) => {
      const file = files.get(keyOf(image));
      return file ? [[keyOf(image), file] as const] : [];
    }),
  );
}

async function findFile(folder: string, image: LfwImage): Promise<ImageFile | undefined> {
  for (const extension of EXTENSIONS) {
    const name = keyOf(image) + extension;
    const file = path.join(folder, name);
    if (await isThere(file)) return { path: name, file, className: image.name };
  }
  return findByContent(folder, image);
}

/** An image of another kind, or of another name than its kind has: as in all class folders, what it holds decides. */
async function findByContent(folder: string, image: LfwImage): Promise<ImageFile | undefined> {
  const key = keyOf(image);
  const person = path.dirname(key);
  const found = await namesIn(path.join(folder, person));
  for (const name of found.filter((file) => `${person}/${path.parse(file).name}` === key).sort()) {
    const file = path.join(folder, person, name);
    if (await looksLikeImage(file)) return { path: `${person}/${name}`, file, className: image.name };
  }
  return undefined;
}

/** What lies in a folder; nothing where it cannot be listed. */
const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: unknown) => {
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  });

/** What cannot be looked at counts as there: reading it will say why. */
const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? ''),
  );

const isFolder = (folder: string): Promise<boolean> =>
  stat(folder).then(
    (status) => status.isDirectory(),
    () => false,
  );
