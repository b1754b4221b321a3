import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, systemErrorCode } from '../core/errors.ts';
import { isBelow } from '../core/inner-path.ts';

/** The real path of a folder that may not exist yet. */
export async function realOf(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (systemErrorCode(error) === undefined || parent === folder) return folder;
    return path.join(await realOf(parent), path.basename(folder));
  }
}

/**
 * Makes sure that folders below another are there in truth: nothing is written or removed through a symbolic link that leads out.
 *
 * @param inner relative to `folder`, with forward slashes
 * @throws FacekitError `leads-outside`
 */
export async function requireInside(folder: string, inner: Iterable<string>): Promise<void> {
  const root = await realOf(folder);
  for (const each of new Set(inner)) {
    const real = await realOf(path.join(root, each));
    if (real === root || isBelow(real, root)) continue;
    throw new FacekitError(
      'leads-outside',
      `Expected ${path.join(folder, each)} inside ${folder} but a symbolic link leads from there to ${real}: put a folder in the place of the link, or choose another folder.`,
    );
  }
}
