import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import type { ErrorCode } from '../core/error-codes.ts';
import { FacekitError, messageOf, systemErrorCode } from '../core/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS']);
const IN_THE_WAY = new Set(['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'ELOOP']);

/** What a failed write means to the user. An error that is none of the file system's comes back as it is. */
function toOutputError(error: unknown, file: string): unknown {
  const code = realCode(error, file);
  if (code === undefined || error instanceof FacekitError) return error;
  if (FULL.has(code)) {
    return outputError(
      'disk-full',
      `No space left to write ${file}: free some space, then run the same command again to go on.`,
      error,
    );
  }
  if (FORBIDDEN.has(code)) {
    return outputError(
      'output-not-writable',
      `Expected to be allowed to write ${file} (${code}): choose another output folder or change its permissions.`,
      error,
    );
  }
  if (IN_THE_WAY.has(code)) {
    return outputError(
      'output-not-writable',
      `Expected a free place for ${file} but something else is there (${code}): move it away or choose another output folder.`,
      error,
    );
  }
  if (code === 'ENAMETOOLONG') {
    return outputError('name-too-long', `The file system does not take a name as long as ${file}.`, error);
  }
  return outputError('write-failed', `Could not write ${file}: ${messageOf(error)}`, error);
}

/** Making folders on a read-only disk is told as ENOENT: the nearest folder that is there says why nothing can be written. */
function realCode(error: unknown, file: string): string | undefined {
  const code = systemErrorCode(error);
  if (code !== 'ENOENT') return code;
  let folder = path.dirname(path.resolve(file));
  while (!existsSync(folder)) folder = path.dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return code;
  } catch (refusal) {
    return systemErrorCode(refusal);
  }
}

const outputError = (code: ErrorCode, message: string, cause: unknown): FacekitError =>
  new FacekitError(code, message, { cause });

/** Runs a write and translates its failure. */
export async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toOutputError(error, file);
  }
}
