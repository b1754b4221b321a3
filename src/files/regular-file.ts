import * as fs from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { FacekitError } from '../core/errors.ts';

const TO_READ = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;
/** Lighter than a FileHandle, which also closes in another thread. */
const [openDescriptor, read, readAll] = [promisify(fs.open), promisify(fs.read), promisify(fs.readFile)];

/** What Node.js reads at once. */
const LARGEST = 2 ** 31 - 1;

/**
 * Opens a file to read it. A pipe or a device, which may have no end or never begin, is refused without waiting for it.
 *
 * @throws FacekitError `not-a-file`; the errors of the file system as they are
 */
export async function openRegularFile(file: string): Promise<FileHandle> {
  const handle = await open(file, TO_READ);
  try {
    requireFile(handle.fd, file);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Of an open file the system knows that by heart: it is not worth the way to another thread. */
function requireFile(descriptor: number, file: string): fs.Stats {
  const stats = fs.fstatSync(descriptor);
  if (stats.isFile()) return stats;
  throw new FacekitError('not-a-file', `Expected a file at ${file} but it is a folder, a pipe or a device.`);
}

/**
 * The bytes of a file. Takes and throws as `openRegularFile`.
 *
 * @throws FacekitError `file-too-large`
 */
export async function readRegularFile(file: string, maxBytes = LARGEST): Promise<Buffer> {
  const descriptor = await openDescriptor(file, TO_READ);
  try {
    const { size } = requireFile(descriptor, file);
    if (size > maxBytes)
      throw new FacekitError(
        'file-too-large',
        `Expected at most ${maxBytes} bytes in ${file} but it has ${size}: name another file.`,
      );
    return await readBytes(descriptor, size);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** As `readFile`, which looks twice more at a file: of many small ones that is half of the time. */
async function readBytes(descriptor: number, size: number): Promise<Buffer> {
  // Some files, such as those of /proc, do not say their size.
  if (size === 0) return await readAll(descriptor);
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  for (let got = -1; got !== 0 && length < size; length += got)
    ({ bytesRead: got } = await read(descriptor, bytes, length, size - length, length));
  return bytes.subarray(0, length);
}

/** Flags to add lines to a file that this process has made: never through a link that somebody has put in its place. */
export const APPEND_NO_LINK =
  fs.constants.O_WRONLY | fs.constants.O_APPEND | fs.constants.O_CREAT | fs.constants.O_NOFOLLOW;
/** The same to begin it anew. */
export const REPLACE_NO_LINK =
  fs.constants.O_WRONLY | fs.constants.O_TRUNC | fs.constants.O_CREAT | fs.constants.O_NOFOLLOW;
