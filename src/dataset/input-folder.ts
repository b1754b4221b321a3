import type { Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { FacekitError, systemErrorCode } from '../core/errors.ts';

/** @throws FacekitError `input-not-found`, `input-not-readable`, `not-a-folder` */
export async function requireFolder(folder: string): Promise<void> {
  const stats = await statOf(folder);
  if (stats === 'ENOENT')
    throw new FacekitError('input-not-found', `Expected a folder of images but ${folder} does not exist.`);
  if (typeof stats === 'string') throw notReadable(folder, stats);
  if (!stats.isDirectory()) {
    throw new FacekitError(
      'not-a-folder',
      `Expected a folder of images but ${folder} is a file: give the folder that holds it.`,
    );
  }
  if (!(await canList(folder))) throw notReadable(folder, 'EACCES');
}

export const notReadable = (folder: string, code: string): FacekitError =>
  new FacekitError(
    'input-not-readable',
    `Expected a folder that can be read but ${folder} cannot (${code}): change its permissions.`,
  );

export const isFile = async (file: string): Promise<boolean> => {
  const stats = await statOf(file);
  return typeof stats !== 'string' && stats.isFile();
};

async function statOf(file: string): Promise<Stats | string> {
  try {
    return await stat(file);
  } catch (error) {
    return systemErrorCode(error) ?? 'UNKNOWN';
  }
}

const canList = (folder: string): Promise<boolean> =>
  access(folder, constants.R_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
