import { openRegularFile } from '../../files/regular-file.ts';
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
  await using handle = await openRegularFile(archive);
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  for (let got = -1; got !== 0 && length < size; length += got)
    ({ bytesRead: got } = await handle.read(bytes, length, size - length, offset + length));
  if (length < size) throw new UnreadableImageError('truncated', 'The archive ends within it.');
  return bytes;
}
