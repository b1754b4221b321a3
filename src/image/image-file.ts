import { open } from 'node:fs/promises';
import { systemErrorCode } from '../core/errors.ts';
import { HEAD_BYTES, imageKind } from './decoders/image-kind.ts';

/**
 * Whether a file begins as an image does, of a kind that is read or not, whatever its name. Only for what is known to be a file: a
 * pipe would be waited for. A file that cannot be read: false.
 */
export async function looksLikeImage(file: string): Promise<boolean> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return imageKind(buffer.subarray(0, bytesRead)) !== undefined;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return false;
  }
}
