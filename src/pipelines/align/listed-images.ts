import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { isBelow } from '../../core/inner-path.ts';
import { byPath } from '../../dataset/alignment-record.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { FoundImage } from '../../dataset/walk.ts';
import { realOf } from '../../files/real-path.ts';
import { foldersOfList, resolveFolders, type Folders } from './folders.ts';

/**
 * The folder that the output mirrors when a list of images is aligned and no input is named: the one that holds the folders of all images,
 * so that the folder of each is its class.
 */
export function commonFolder(images: readonly ImageFile[]): string {
  const [first = path.sep, ...others] = images.map(({ file }) => path.dirname(path.dirname(file)));
  return others.reduce((common, folder) => {
    let above = common;
    while (above !== folder && !isBelow(folder, above)) above = path.dirname(above);
    return above;
  }, first);
}

/**
 * The images of a list as `alignFolder` takes them: relative to the input, each once, by path.
 *
 * @throws FacekitError `usage` for an image outside the input, or in the output
 */
export async function relativeToInput(
  images: readonly ImageFile[],
  { input, output, outputAsNamed }: Folders,
): Promise<FoundImage[]> {
  const outside = images.find(({ file }) => !isBelow(file, input));
  if (outside)
    throw usageError(
      `Expected images of ${input} in the list but received ${outside.path}: name a folder that holds all of them as the input.`,
    );
  const realOutput = await realOf(output);
  for (const folder of new Set(images.map(({ file }) => path.dirname(file)))) {
    const real = await realOf(folder);
    if (real === realOutput || isBelow(real, realOutput))
      throw usageError(
        `Expected an output folder apart from the images but ${outputAsNamed} holds some of the list, in ${folder}: name another output folder, after the folder of images if that is named too.`,
      );
  }
  const byFile = new Map(images.map((image) => [image.file, image]));
  return Array.from(byFile.values(), ({ file, problem, member }) => ({
    path: path.relative(input, file).split(path.sep).join('/'),
    ...(problem && { problem }),
    ...(member && { member }),
  })).sort(byPath);
}

/**
 * The folders and images of a run over a list.
 *
 * @param listed absolute, as `readListedImages` finds them
 * @param named the input and the output; of one folder alone, that is the output, and the images say what the input is
 * @throws FacekitError `usage`
 */
export async function foldersAndImages(
  listed: readonly ImageFile[],
  [first, second]: readonly [string, string | undefined],
  { cwd, imageSize }: { readonly cwd: string; readonly imageSize: number },
): Promise<{ readonly folders: Folders; readonly images: FoundImage[] }> {
  const folders =
    second === undefined
      ? foldersOfList(commonFolder(listed), first, cwd)
      : await resolveFolders({ input: first, output: second, imageSize }, cwd);
  return { folders, images: await relativeToInput(listed, folders) };
}
