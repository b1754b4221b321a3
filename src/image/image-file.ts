import { FacekitError, systemErrorCode } from '../core/errors.ts';
import { openRegularFile } from '../files/regular-file.ts';
import { HEAD_BYTES, imageKind } from './decoders/image-kind.ts';

/** Whether a file begins as an image does, of a kind that is read or not, whatever its name. What cannot be read, or is no file: false. */
export async function looksLikeImage(file: string): Promise<boolean> {
  try {
    await using handle = await openRegularFile(file);
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return imageKind(buffer.subarray(0, bytesRead)) !== undefined;
  } catch (error) {
    if (systemErrorCode(error) === undefined && !(error instanceof FacekitError)) throw error;
    return false;
  }
}
