import path from 'node:path';
import { systemErrorCode } from '../core/errors.ts';
import { looksLikeImage } from '../image/image-file.ts';
import { isImageLike } from '../image/image-name.ts';
import { listFolder } from './folder-entries.ts';
import type { ImageFile } from './image-files.ts';
import { walkImages } from './walk.ts';

/** A data set as it lies on the disk: a folder with one folder of images for each class. A link to a folder is a folder. */
export interface ClassFolders {
  /** Paths are relative to the data set. The class of an image directly in it is empty. */
  readonly images: readonly ImageFile[];
  /** Names of folders without an image in them or below. */
  readonly empty: readonly string[];
  /** Files that are no images. */
  readonly leftOut: readonly string[];
}

/** The class of an image: its folder relative to the data set; empty for an image directly in it. */
export const classOf = (image: string): string => {
  const folder = path.posix.dirname(image);
  return folder === '.' ? '' : folder;
};

/**
 * Lists the images of a data set by class, and the classes that have none.
 *
 * @param root absolute
 * @throws FacekitError as `walkImages` does
 */
export async function readClassFolders(root: string, signal?: AbortSignal): Promise<ClassFolders> {
  const { images, folders, ignored } = await walkImages(root, signal);
  const files = images.map((image) => ({
    ...image,
    file: path.join(root, image.path),
    className: path.posix.basename(classOf(image.path)),
  }));
  const filled = new Set(images.map((image) => image.path.split('/')[0]));
  return { images: files, empty: folders.filter((folder) => !filled.has(folder)), leftOut: ignored };
}

/** Whether a folder holds folders but no image. */
export async function holdsClassFolders(folder: string): Promise<boolean> {
  let found = false;
  try {
    for await (const { name, kind } of listFolder(folder)) {
      if (kind === 'folder') found = true;
      else if (isImageLike(name) || (kind === 'file' && (await looksLikeImage(path.join(folder, name))))) return false;
    }
    return found;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return false;
  }
}
