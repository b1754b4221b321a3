import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import type { ErrorCode } from '../core/error-codes.ts';
import { FacekitError, messageOf, systemErrorCode } from '../core/errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** The system's word for a disk that nothing can be written to: `data.systemError` of the error. */
export const READ_ONLY = 'EROFS';
const FORBIDDEN = new Set(['EACCES', 'EPERM']);
const IN_THE_WAY = new Set(['EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'ELOOP', 'ENXIO']);

/** What a failed write means to the user. An error that is none of the file system's comes back as it is. */
function toOutputError(error: unknown, file: string): unknown {
  const systemError = realCode(error, file);
  if (systemError === undefined || error instanceof FacekitError) return error;
  const [code, message] = explain(systemError, file) ?? [
    'write-failed',
    `Could not write ${file}: ${messageOf(error)}`,
  ];
  return new FacekitError(code, message, { cause: error, data: { systemError } });
}

function explain(systemError: string, file: string): readonly [ErrorCode, string] | undefined {
  if (FULL.has(systemError)) {
    return ['disk-full', `No space left to write ${file}: free some space, then run the same command again to go on.`];
  }
  if (systemError === READ_ONLY) {
    return [
      'output-not-writable',
      `Expected a place that can be written but ${file} is on a read-only file system (${systemError}): choose another output folder.`,
    ];
  }
  if (FORBIDDEN.has(systemError)) {
    return [
      'output-not-writable',
      `Expected to be allowed to write ${file} (${systemError}): choose another output folder or change its permissions.`,
    ];
  }
  if (IN_THE_WAY.has(systemError)) {
    return [
      'output-not-writable',
      `Expected a free place for ${file} but something else is there (${systemError}): move it away or choose another output folder.`,
    ];
  }
  if (systemError === 'ENOENT') {
    return ['write-failed', `Expected the folder of ${file} but it is gone: run the same command again.`];
  }
  return systemError === 'ENAMETOOLONG'
    ? ['name-too-long', `The file system does not take a name as long as ${file}.`]
    : undefined;
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

/** Runs a write and translates its failure. */
export async function writing<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toOutputError(error, file);
  }
}
