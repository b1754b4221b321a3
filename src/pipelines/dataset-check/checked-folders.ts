import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { walkImages } from '../../dataset/walk.ts';
import type { ImageFile } from '../../dataset/image-files.ts';

/** A data set as it lies on the disk. */
export interface ClassFolders {
  readonly images: readonly ImageFile[];
  /** Folders without an image. */
  readonly empty: readonly string[];
}

/** The class of an image: its folder relative to the data set; empty for an image directly in it. */
export const classOf = (image: string): string => {
  const folder = path.posix.dirname(image);
  return folder === '.' ? '' : folder;
};

/**
 * Lists the images of a data set by class, and the classes that have none.
 *
 * @throws FacekitError `input-not-found`, `not-a-folder`, `no-images` and others about the folder
 */
export async function readClassFolders(root: string): Promise<ClassFolders> {
  const { images } = await walkImages(root);
  const files = images.map((image) => ({
    ...image,
    file: path.join(root, image.path),
    className: path.posix.basename(classOf(image.path)),
  }));
  const filled = new Set(images.map((image) => image.path.split('/')[0]));
  const folders = await foldersIn(root);
  return { images: files, empty: folders.filter((folder) => !filled.has(folder)) };
}

/** Those that can be looked into, links to folders too. */
async function foldersIn(root: string): Promise<string[]> {
  const names = (await readdir(root)).filter((name) => !name.startsWith('.')).sort();
  const isFolder = await Promise.all(
    names.map((name) =>
      stat(path.join(root, name)).then(
        (stats) => stats.isDirectory(),
        () => false,
      ),
    ),
  );
  return names.filter((_, i) => isFolder[i]);
}
