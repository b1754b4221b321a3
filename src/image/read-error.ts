import { lstat, stat } from 'node:fs/promises';
import { FacekitError, systemErrorCode } from '../core/errors.ts';
import type { RefusalReason } from './decoders/opened-image.ts';

/** Why an image cannot be read: the `code` of the error, and the reason that reports print. */
export type UnreadableReason =
  | 'not-found'
  | 'no-permission'
  | 'is-folder'
  | 'not-a-file'
  | 'file-too-large'
  | 'read-failed'
  | 'alignment-damaged'
  | RefusalReason;

/** An error about one image: the others of a run are not concerned. `code` is the reason. */
export class UnreadableImageError extends FacekitError {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, message: string, cause?: unknown) {
    super(reason, message, { cause });
    this.reason = reason;
  }
}

const FOLDER = { reason: 'is-folder', text: 'it is a folder, not an image file' } as const;

/** What an error says about a file that was to be read: the reason, and words that follow its path. */
export function readFailure(error: unknown): { reason: UnreadableReason; text: string } {
  switch (error instanceof FacekitError ? error.code : systemErrorCode(error)) {
    case 'not-a-file':
    case 'ENXIO':
      return { reason: 'not-a-file', text: 'it is a pipe, a socket or a device; save its content to a file first' };
    case 'file-too-large':
      return { reason: 'file-too-large', text: 'it has more than 512 MB, which no photograph has; check the path' };
    case 'ENOENT':
    case 'ENOTDIR':
      return { reason: 'not-found', text: 'there is no such file; check the path' };
    case 'ELOOP':
      return { reason: 'not-found', text: 'its symbolic links lead in a circle; replace them by the file' };
    case 'EACCES':
    case 'EPERM':
      return { reason: 'no-permission', text: 'it may not be read by this user; change its permissions' };
    case 'EISDIR':
      return FOLDER;
    default:
      return { reason: 'read-failed', text: error instanceof Error ? error.message : String(error) };
  }
}

/** The error for a file that could not be read. Looks again at what is missing or no file: it may be a broken link or a folder. */
export async function toReadError(path: string, error: unknown): Promise<UnreadableImageError> {
  const found = readFailure(error);
  const { reason, text } = found.reason === 'not-a-file' && (await isFolder(path)) ? FOLDER : found;
  const isBrokenLink = systemErrorCode(error) === 'ENOENT' && (await isSymbolicLink(path));
  const explanation = isBrokenLink ? 'it is a symbolic link to a file that does not exist' : text;
  return new UnreadableImageError(reason, `Cannot read ${path}: ${explanation}`, error);
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

async function isSymbolicLink(path: string): Promise<boolean> {
  return await lstat(path).then(
    (status) => status.isSymbolicLink(),
    () => false,
  );
}
