import { stat } from 'node:fs/promises';
import { systemErrorCode } from '../core/errors.ts';

/** Bytes of a file; 0 where there is none. Throws the other errors of the file system as they are. */
export async function sizeOrNone(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
