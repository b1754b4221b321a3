import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { FacekitError, usageError } from '../../core/errors.ts';
import { type ImageFile, type ImageInput, imagesOfList } from '../../dataset/image-files.ts';
import { parsePathList } from '../../dataset/path-list.ts';
import { readStream } from '../../files/read-stream.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { addressedInput, looksLikeAddress } from './addressed-input.ts';
import { whyUnreadable } from '../../files/why-unreadable.ts';

/** What names images besides paths. */
export interface InputOptions {
  /** A list of paths; `-` is standard input. */
  readonly filesFrom?: string | undefined;
  /** Whether photographs are fetched from http and https addresses. Default false. */
  readonly allowNetwork?: boolean | undefined;
}

/** What inputs are read from and relative to. */
export interface InputWorld {
  /** What `-` stands for. */
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly cwd: string;
  readonly signal: AbortSignal;
}

const STANDARD_INPUT = '-';
/** Of a photograph. */
const MOST_BYTES = 512 * 2 ** 20;
/** Of a list: millions of paths. */
const MOST_LIST_BYTES = 256 * 2 ** 20;

/**
 * What a user names as images: paths and patterns as they are, `-` as the photograph on standard input, addresses as what they lead
 * to, and the images of a list.
 *
 * @throws FacekitError `usage`; `no-images` for an empty list; those of reading; `interrupted`
 */
export async function readInputs(
  args: readonly string[],
  { filesFrom, allowNetwork = false }: InputOptions,
  world: InputWorld,
): Promise<readonly ImageInput[]> {
  if (args.length === 0 && filesFrom === undefined)
    throw usageError('Expected images, folders of them, patterns, or a list by `filesFrom` but received none.');
  const uses = [...args, filesFrom].filter((name) => name === STANDARD_INPUT).length;
  if (uses > 1) throw usageError(`Expected - once, for one photograph or for the list, but received it ${uses} times.`);
  const inputs: ImageInput[] = [];
  for (const name of args) inputs.push(await readInput(name, { allowNetwork, world }));
  if (filesFrom !== undefined) inputs.push(...(await readListedImages(filesFrom, world)));
  return inputs;
}

/**
 * The images of a list of paths, which is a file, a pipe or, named `-`, standard input.
 *
 * @throws FacekitError `no-images` for an empty list, `file-not-found`, `interrupted`
 */
export async function readListedImages(file: string, world: InputWorld): Promise<ImageFile[]> {
  const paths = parsePathList(await readList(file, world));
  const images = await imagesOfList(paths, world.cwd, world.signal);
  if (images.length > 0) return images;
  const found = paths.length === 0 ? 'it is empty' : 'its folders hold none';
  throw new FacekitError('no-images', `Expected paths of images in ${nameOf(file)} but ${found}.`);
}

const nameOf = (file: string): string => (file === STANDARD_INPUT ? 'standard input' : file);

/** A list may come through a pipe that the shell has opened, as `<(find …)` makes one; another pipe may have nobody at its end. */
async function readList(file: string, { stdin, cwd, signal }: InputWorld): Promise<Uint8Array> {
  const limits = { maxBytes: MOST_LIST_BYTES, name: nameOf(file), signal };
  if (file === STANDARD_INPUT) return readStream(stdin, limits);
  const place = path.resolve(cwd, file);
  try {
    if (OPEN_PIPE.test(place)) return await readStream(createReadStream(place), limits);
    return await readRegularFile(place, MOST_LIST_BYTES);
  } catch (error) {
    const why = whyUnreadable(error);
    throw new FacekitError('file-not-found', `Cannot read the list ${file}: ${why}.`, { cause: error });
  }
}

const OPEN_PIPE = /^\/(dev\/fd|proc\/(self|\d+)\/fd)\/\d+$/;

interface Reading {
  readonly allowNetwork: boolean;
  readonly world: InputWorld;
}

async function readInput(name: string, { allowNetwork, world }: Reading): Promise<ImageInput> {
  if (name === STANDARD_INPUT) return readPhotograph(world);
  if (!looksLikeAddress(name)) return name;
  return addressedInput(name, { allowNetwork, cwd: world.cwd, signal: world.signal });
}

async function readPhotograph({ stdin, cwd, signal }: InputWorld): Promise<ImageFile> {
  if (stdin.isTTY) throw usageError('Expected a photograph on standard input for - but that is a terminal.');
  const bytes = await readStream(stdin, { maxBytes: MOST_BYTES, name: 'standard input', signal });
  return { path: STANDARD_INPUT, file: path.resolve(cwd, 'stdin'), className: '', bytes };
}
