import { readSlice } from '../../files/regular-file.ts';
import { UnreadableImageError } from '../../image/read-error.ts';

/** Where in an archive a file lies. Plain data: it crosses to worker threads. */
export interface TarMember {
  /** Absolute. */
  readonly archive: string;
  /** Bytes. */
  readonly offset: number;
  readonly size: number;
}

/** Of an image. */
const MOST_BYTES = 512 * 2 ** 20;

/**
 * The bytes of a member, without those around it.
 *
 * @throws UnreadableImageError where the archive ends in it; the errors of opening the archive
 */
export async function readMember({ archive, offset, size }: TarMember): Promise<Uint8Array> {
  if (size > MOST_BYTES) throw new UnreadableImageError('file-too-large', `It has ${size} bytes.`);
  const bytes = await readSlice(archive, { offset, size });
  if (bytes.length < size) throw new UnreadableImageError('truncated', 'The archive ends within it.');
  return bytes;
}
