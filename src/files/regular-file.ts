import { constants, fstatSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { FacekitError } from '../core/errors.ts';

/** What Node.js reads at once. */
const LARGEST = 2 ** 31 - 1;

/**
 * Opens a file to read it. A pipe or a device, which may have no end or never begin, is refused without waiting for it.
 *
 * @throws FacekitError `not-a-file`; the errors of the file system as they are
 */
export async function openRegularFile(file: string): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    // Of an open file the system knows that by heart: it is not worth the way to another thread.
    if (fstatSync(handle.fd).isFile()) return handle;
    throw new FacekitError('not-a-file', `Expected a file at ${file} but it is a folder, a pipe or a device.`);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The bytes of a file. Takes and throws as `openRegularFile`.
 *
 * @throws FacekitError `file-too-large`
 */
export async function readRegularFile(file: string, maxBytes = LARGEST): Promise<Buffer> {
  const handle = await openRegularFile(file);
  try {
    const { size } = fstatSync(handle.fd);
    if (size > maxBytes)
      throw new FacekitError(
        'file-too-large',
        `Expected at most ${maxBytes} bytes in ${file} but it has ${size}: name another file.`,
      );
    return await readBytes(handle, size);
  } finally {
    await handle.close();
  }
}

/** As `readFile` of the handle, which looks twice more at a file: of many small ones that is half of the time. */
async function readBytes(handle: FileHandle, size: number): Promise<Buffer> {
  // Some files, such as those of /proc, do not say their size.
  if (size === 0) return await handle.readFile();
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read)
    ({ bytesRead: read } = await handle.read(bytes, length, size - length, length));
  return bytes.subarray(0, length);
}

/** Flags to add lines to a file that this process has made: never through a link that somebody has put in its place. */
export const APPEND_NO_LINK = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
/** The same to begin it anew. */
export const REPLACE_NO_LINK = constants.O_WRONLY | constants.O_TRUNC | constants.O_CREAT | constants.O_NOFOLLOW;
