import { FacekitError, messageOf, systemErrorCode } from '../core/errors.ts';

/** Why the system does not let a file be read, in words that follow a colon. Throws any other error as it is. */
export function whyUnreadable(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === undefined || error instanceof FacekitError) throw error;
  return code === 'ENOENT' ? 'there is no such file' : messageOf(error);
}
