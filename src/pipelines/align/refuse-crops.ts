import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import { isBelow } from '../../core/inner-path.ts';
import { type AlignedFolder, createAlignedFolderFinder, isListedCrop } from '../../dataset/aligned-folder.ts';
import type { FoundImage } from '../../dataset/walk.ts';

/**
 * Refuses an input with crops in it: aligned again they lose a margin's worth of the face, and accuracy with it. An output folder
 * of `align` is known by its `alignment.json`; below one that the input lies in, by its list.
 *
 * @throws FacekitError `already-aligned`
 */
export async function refuseCrops(input: string, images: readonly Pick<FoundImage, 'path'>[]): Promise<void> {
  const findFolder = createAlignedFolderFinder();
  const crops: { readonly path: string; readonly folder: string }[] = [];
  for (const image of images) {
    const file = path.resolve(input, image.path);
    const made = await findFolder(file);
    if (made && (await isCropOf(made, file, input))) crops.push({ path: image.path, folder: made.folder });
  }
  const [first] = crops;
  if (!first) return;
  throw new FacekitError(
    'already-aligned',
    `Expected photographs in ${input} but ${crops.length} of ${images.length} images are crops that align made (${first.path}, of ${first.folder}): give the photographs they were cut from, or align them again with \`force\`.`,
  );
}

const isCropOf = async (made: AlignedFolder, file: string, input: string): Promise<boolean> =>
  made.folder === input || isBelow(made.folder, input) || (await isListedCrop(made, file));
