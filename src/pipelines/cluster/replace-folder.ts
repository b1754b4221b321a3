import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isThere } from '../../files/move-file.ts';
import { writing } from '../../files/output-errors.ts';
import { ifPathIsThere } from '../../files/if-there.ts';

/** Where what a folder held lies for the moment in which it is replaced. */
const placeOfBefore = (folder: string): string =>
  path.join(path.dirname(folder), `.${path.basename(folder)}.facekit-before`);

/** Puts a folder that is whole into the place of another, which goes only then. What is there after a failure is what was there before. */
export async function replaceFolder(whole: string, folder: string): Promise<void> {
  const before = placeOfBefore(folder);
  await rm(before, { recursive: true, force: true });
  const isReplaced = await renameIfThere(folder, before);
  try {
    await rename(whole, folder);
  } catch (error) {
    if (isReplaced) await rename(before, folder);
    throw error;
  }
  await rm(before, { recursive: true, force: true });
}

/**
 * Gives a folder back that was being replaced when the process was killed. To be called before the folder is looked at.
 *
 * @throws FacekitError `output-not-writable`
 */
export async function restoreReplaced(folder: string): Promise<void> {
  if (!(await isThere(folder))) await writing(folder, () => renameIfThere(placeOfBefore(folder), folder));
}

const renameIfThere = (from: string, to: string): Promise<boolean> =>
  ifPathIsThere(
    rename(from, to).then(() => true),
    false,
  );
