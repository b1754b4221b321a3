import { lstat } from 'node:fs/promises';
import { FacekitError, systemErrorCode } from '../core/errors.ts';

/** Why an image cannot be read: the `code` of the error, and the reason that reports print. */
export type UnreadableReason =
  | 'not-found'
  | 'no-permission'
  | 'is-folder'
  | 'read-failed'
  | 'empty-file'
  | 'not-an-image'
  | 'unsupported-format'
  | 'truncated'
  | 'corrupt'
  | 'too-many-pixels'
  | 'alignment-damaged';

/** An error about one image: the others of a run are not concerned. `code` is the reason. */
export class UnreadableImageError extends FacekitError {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, message: string, cause?: unknown) {
    super(reason, message, { cause });
    this.reason = reason;
  }
}

/** What a system error says about a file that was to be read: the reason, and words that follow its path. */
export function readFailure(error: unknown): { reason: UnreadableReason; text: string } {
  switch (systemErrorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { reason: 'not-found', text: 'there is no such file; check the path' };
    case 'ELOOP':
      return { reason: 'not-found', text: 'its symbolic links lead in a circle; replace them by the file' };
    case 'EACCES':
    case 'EPERM':
      return { reason: 'no-permission', text: 'it may not be read by this user; change its permissions' };
    case 'EISDIR':
      return { reason: 'is-folder', text: 'it is a folder, not an image file' };
    default:
      return { reason: 'read-failed', text: error instanceof Error ? error.message : String(error) };
  }
}

/** The error for a file that could not be read. Looks again at what is missing: it may be the target of a link. */
export async function toReadError(path: string, error: unknown): Promise<UnreadableImageError> {
  const { reason, text } = readFailure(error);
  const isBrokenLink = systemErrorCode(error) === 'ENOENT' && (await isSymbolicLink(path));
  const explanation = isBrokenLink ? 'it is a symbolic link to a file that does not exist' : text;
  return new UnreadableImageError(reason, `Cannot read ${path}: ${explanation}`, error);
}

async function isSymbolicLink(path: string): Promise<boolean> {
  return await lstat(path).then(
    (status) => status.isSymbolicLink(),
    () => false,
  );
}
