import { createAlignedFolderFinder, isListedCrop } from '../../dataset/aligned-folder.ts';
import type { ImageFile } from '../../dataset/image-files.ts';

/** What to say of crops that `align` made where faces are found in photographs; undefined where there are none. */
export async function noteCrops(files: readonly ImageFile[]): Promise<string | undefined> {
  const findFolder = createAlignedFolderFinder();
  const crops: { readonly path: string; readonly folder: string }[] = [];
  for (const { file, path, bytes } of files) {
    const made = bytes ? undefined : await findFolder(file);
    if (made && (await isListedCrop(made, file))) crops.push({ path, folder: made.folder });
  }
  const [first] = crops;
  if (!first) return undefined;
  const count = crops.length === files.length ? 'All images' : `${crops.length} of ${files.length} images`;
  return `${count} are crops that align made (${first.path}, of ${first.folder}): faces are found in them once more, which costs accuracy, and beside their photographs they count twice. Give photographs alone, or crops alone as crops.`;
}
