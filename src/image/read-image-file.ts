import { readRegularFile } from '../files/regular-file.ts';
import { toReadError } from './read-error.ts';

/** A photograph of 100 megapixels has 300 MB without any compression. What is larger is not read at all. */
const MOST_BYTES = 512 * 2 ** 20;

/**
 * The bytes of an image file. A folder, a pipe, a socket or a device is refused without waiting for it.
 *
 * @throws UnreadableImageError
 */
export async function readImageFile(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, MOST_BYTES);
  } catch (error) {
    throw await toReadError(path, error);
  }
}
