import { constants } from 'node:buffer';
import * as fs from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { FacekitError, systemErrorCode } from '../core/errors.ts';

const TO_READ = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;
/** Lighter than a FileHandle, which also closes in another thread. */
const [openDescriptor, read] = [promisify(fs.open), promisify(fs.read)];

/** What Node.js reads at once. */
const LARGEST = 2 ** 31 - 1;
/** Of a file that does not say its size, as those of /proc: some of them have no end. */
const LARGEST_UNTOLD = 64 * 2 ** 20;
const PIECE = 2 ** 16;
/** Of a text: V8 has no longer strings. */
const LONGEST_TEXT = constants.MAX_STRING_LENGTH;

/**
 * Opens a file to read it. A pipe or a device, which may have no end or never begin, is refused without waiting for it.
 *
 * @throws FacekitError `not-a-file`; the errors of the file system as they are
 */
export async function openRegularFile(file: string): Promise<FileHandle> {
  const handle = await open(file, TO_READ).catch(refuseUnopenable(file));
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
  throw notAFile(file, 'a folder, a pipe or a device');
}

/** A socket, a device without a driver and a link to itself cannot be opened at all. */
const refuseUnopenable =
  (file: string) =>
  (error: unknown): never => {
    const what = UNOPENABLE[systemErrorCode(error) ?? ''];
    throw what === undefined ? error : notAFile(file, what);
  };

const UNOPENABLE: Readonly<Partial<Record<string, string>>> = {
  ENXIO: 'a socket or a device',
  ELOOP: 'a link that leads to itself',
};

const notAFile = (file: string, what: string): FacekitError =>
  new FacekitError('not-a-file', `Expected a file at ${file} but it is ${what}.`);

/**
 * The bytes of a file. Takes and throws as `openRegularFile`.
 *
 * @throws FacekitError `file-too-large`
 */
export async function readRegularFile(file: string, maxBytes = LARGEST): Promise<Buffer> {
  const descriptor = await openDescriptor(file, TO_READ).catch(refuseUnopenable(file));
  try {
    const { size } = requireFile(descriptor, file);
    if (size > maxBytes) throw tooLarge(file, maxBytes, `it has ${size}`);
    return size === 0
      ? await readUntold(descriptor, file, Math.min(maxBytes, LARGEST_UNTOLD))
      : await readBytes(descriptor, size);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Bytes from the middle of a file, fewer where it ends before. Takes and throws as `openRegularFile`. */
export async function readSlice(
  file: string,
  { offset, size }: { readonly offset: number; readonly size: number },
): Promise<Buffer> {
  const descriptor = await openDescriptor(file, TO_READ).catch(refuseUnopenable(file));
  try {
    requireFile(descriptor, file);
    return await readBytes(descriptor, size, offset);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The text of a file in UTF-8. Takes and throws as `readRegularFile`. */
export const readTextFile = async (file: string, maxBytes = LONGEST_TEXT): Promise<string> =>
  (await readRegularFile(file, maxBytes)).toString();

/** The bytes of a file in pieces of so many at most. Takes and throws as `openRegularFile`. */
export async function* streamRegularFile(file: string, pieceBytes = PIECE): AsyncGenerator<Buffer> {
  const handle = await openRegularFile(file);
  yield* handle.createReadStream({ highWaterMark: pieceBytes }) as AsyncIterable<Buffer>;
}

/** As `readFile`, which looks twice more at a file: of many small ones that is half of the time. */
async function readBytes(descriptor: number, size: number, from = 0): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  for (let got = -1; got !== 0 && length < size; length += got)
    ({ bytesRead: got } = await read(descriptor, bytes, length, size - length, from + length));
  return bytes.subarray(0, length);
}

async function readUntold(descriptor: number, file: string, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { bytesRead, buffer } = await read(descriptor, Buffer.allocUnsafe(PIECE), 0, PIECE, null);
    if (bytesRead === 0) return Buffer.concat(pieces, length);
    length += bytesRead;
    if (length > maxBytes) throw tooLarge(file, maxBytes, 'more came');
    pieces.push(buffer.subarray(0, bytesRead));
  }
}

const tooLarge = (file: string, maxBytes: number, found: string): FacekitError =>
  new FacekitError('file-too-large', `Expected at most ${maxBytes} bytes in ${file} but ${found}: name another file.`);

/** Never through a link that somebody has put in its place, nor waiting for somebody to read from a pipe there. */
const TO_WRITE = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;
/** Flags to add lines to a file that this process has made. */
export const APPEND_NO_LINK = TO_WRITE | fs.constants.O_APPEND;
/** The same to begin it anew. */
export const REPLACE_NO_LINK = TO_WRITE | fs.constants.O_TRUNC;
