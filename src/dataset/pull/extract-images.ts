import { on } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Parser, type ReadEntry } from 'tar';
import { FacekitError, messageOf, systemErrorCode } from '../../core/errors.ts';
import type { WriteBytes } from '../../files/atomic-file.ts';
import { writing } from '../../files/output-errors.ts';
import { openRegularFile } from '../../files/regular-file.ts';

export interface ExtractOptions {
  readonly signal: AbortSignal;
  readonly onImage?: () => void;
  readonly write?: WriteBytes;
}

/** An image of a face data set has some 10 kB. */
const LARGEST_IMAGE = 50e6;

/**
 * Writes the images of a `.tgz` archive, `<top>/<person>/<image>.jpg`, to `<folder>/<person>/<image>.jpg`. Nothing else in it has
 * an effect: no link, device or folder of its own is made, and no path can lead out of the folder.
 *
 * @returns how many images were written
 * @throws FacekitError `bad-archive`, `disk-full`, `output-not-writable`; an AbortError, or the reason of `signal`, when that is aborted.
 */
export async function extractImages(archive: string, folder: string, options: ExtractOptions): Promise<number> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let images = 0;
  try {
    for await (const { entry, read } of entriesOf(archive, signal)) {
      options.signal.throwIfAborted();
      const image = imagePath(entry);
      if (image !== undefined) {
        await writeImage(await read(), path.join(folder, ...image), options);
        images += 1;
        options.onImage?.();
      } else entry.resume();
    }
  } finally {
    stop.abort();
  }
  if (images > 0) return images;
  throw badArchive(archive, 'no image of the form <folder>/<person>/<image>.jpg is in it');
}

/** An entry of the archive, and its bytes. */
interface OpenEntry {
  readonly entry: ReadEntry;
  readonly read: () => Promise<Uint8Array>;
}

/** The entries one after the other: each must be read, or resumed, for the next to come. */
async function* entriesOf(archive: string, signal: AbortSignal): AsyncGenerator<OpenEntry> {
  const parser = new Parser({ strict: true });
  const entries = on(parser, 'entry', { close: ['end'], signal });
  const failure = new Promise<never>((_, reject) => parser.on('error', reject));
  // When no further entry is asked for, nobody else listens.
  failure.catch(() => undefined);
  const refuse = (error: unknown): never => {
    if (signal.aborted || systemErrorCode(error) === 'ABORT_ERR') throw error;
    throw badArchive(archive, messageOf(error), error);
  };
  const input = (await openRegularFile(archive).catch(refuse)).createReadStream({ signal });
  input.on('error', (error) => parser.emit('error', error));
  input.pipe(parser);
  try {
    for await (const [next] of entries) {
      const entry = next as ReadEntry;
      // An entry in which the archive is cut off never ends.
      yield { entry, read: () => Promise.race([entry.concat(), failure]).catch(refuse) };
    }
  } catch (error) {
    refuse(error);
  }
}

/** `[person, image]` of an entry that is an image; undefined for everything else. */
function imagePath({ type, path: name, size }: ReadEntry): readonly [string, string] | undefined {
  const isFile = type === 'File' || type === 'OldFile' || type === 'ContiguousFile';
  const parts = name.split('/').filter((part) => part !== '.');
  const [, person, image] = parts;
  if (!isFile || parts.length !== 3 || person === undefined || image === undefined) return undefined;
  return parts.every(isPlainName) && /\.jpe?g$/i.test(image) && size <= LARGEST_IMAGE ? [person, image] : undefined;
}

/** A name that is one step down in a folder, on every system; `._x` holds what macOS knows of `x`. */
const isPlainName = (name: string): boolean => /^[^.\\/:\p{Cc}][^\\/:\p{Cc}]*$/u.test(name);

async function writeImage(bytes: Uint8Array, file: string, { write = writeFile }: ExtractOptions): Promise<void> {
  await writing(file, async () => {
    await mkdir(path.dirname(file), { recursive: true });
    await write(file, bytes);
  });
}

const badArchive = (archive: string, why: string, cause?: unknown): FacekitError =>
  new FacekitError('bad-archive', `Expected an archive of images at ${archive} but could not read it: ${why}.`, {
    cause,
  });
