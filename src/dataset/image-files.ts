import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, interruptedError, systemErrorCode } from '../core/errors.ts';
import { looksLikeImage } from '../image/image-file.ts';
import { isImageLike } from '../image/image-name.ts';
import { readImageFile } from '../image/read-image-file.ts';
import { byPath } from './alignment-record.ts';
import { pathsMatching } from './match-pattern.ts';
import { isArchiveName } from './tar-archive/read-archive.ts';
import { readMember, type TarMember } from './tar-archive/read-member.ts';
import { walkImages, type FoundImage } from './walk.ts';

/** An image to work on. */
export interface ImageFile {
  /** As it was named, or below the folder that was named; with forward slashes. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  /** The folder that it is in. */
  readonly className: string;
  /** Its path below the folder that was named; absent where it was named itself, or by a pattern or a list. */
  readonly inner?: string;
  /** Why it cannot be read, when that shows without opening it. */
  readonly problem?: FoundImage['problem'];
  /** Where it lies in an archive. `file` is then only a name. */
  readonly member?: TarMember;
  /** Its content, where it came from elsewhere than a file. `file` is then only a name. */
  readonly bytes?: Uint8Array;
}

/** What names images: a file, a folder (with all below it) or a pattern, or an image that is known already. */
export type ImageInput = string | ImageFile;

/** The content of an image. Throws as `readImageFile` does. */
export const bytesOf = async ({
  bytes,
  member,
  file,
}: Pick<ImageFile, 'bytes' | 'member' | 'file'>): Promise<Uint8Array> =>
  bytes ?? (await (member ? readMember(member) : readImageFile(file)));

/**
 * Finds the images that are named: by files, folders (with all below them) and glob patterns. Each image once, by code units of its
 * path, whatever the order of the paths.
 *
 * @throws FacekitError `input-not-found`, `no-images` and others about a folder; `interrupted` when the signal is aborted
 */
export async function findImageFiles(
  inputs: readonly ImageInput[],
  cwd: string,
  signal?: AbortSignal,
  onLeftOut?: (files: readonly string[]) => void,
): Promise<ImageFile[]> {
  const found: ImageFile[] = [];
  for (const input of inputs) {
    const images = typeof input === 'string' ? await expand(withSlashes(input), { cwd, signal, onLeftOut }) : [input];
    for (const image of images) found.push(image);
  }
  const byFile = new Map<string, ImageFile>();
  for (const image of found.sort(byPath)) if (!byFile.has(image.file)) byFile.set(image.file, image);
  return [...byFile.values()];
}

/**
 * Images to look at one by one, in the order in which they are named, each as often as it is named. Only patterns are expanded; what is
 * not there is in the result too, and reading it will say so.
 *
 * @throws FacekitError `interrupted`
 */
export async function listImageFiles(
  inputs: readonly ImageInput[],
  cwd: string,
  signal?: AbortSignal,
): Promise<ImageFile[]> {
  const found: ImageFile[] = [];
  for (const input of inputs) {
    if (typeof input !== 'string') found.push(input);
    else found.push(...(await expandPattern(input, { cwd, signal })));
  }
  return found;
}

async function expandPattern(name: string, search: Search): Promise<ImageFile[]> {
  const { cwd } = search;
  const asItIs = [{ ...toImageFile(name, cwd), path: name }];
  if ((await kindOf(path.resolve(cwd, name))) !== 'nothing') return asItIs;
  const images = await matchesOf(withSlashes(name), search);
  return images.length > 0 ? images.sort(byPath) : asItIs;
}

/**
 * The images that a list of paths names, in its order. Paths are taken literally, relative to `cwd`; a folder stands for all images below
 * it. What has the name of an image is not looked at before it is read; of the rest, what is not there is an image with that problem.
 *
 * @throws FacekitError `interrupted`
 */
export async function imagesOfList(paths: readonly string[], cwd: string, signal: AbortSignal): Promise<ImageFile[]> {
  const found: ImageFile[] = [];
  for (const name of paths) {
    if (signal.aborted) throw interruptedError('Interrupted while the list was read.', signal);
    // What has the name of an image is one until it is read: to look at each first takes longer than all the rest of the start.
    if (isImageLike(name)) found.push(toImageFile(withSlashes(name), cwd));
    else for (const image of await imagesAt(withSlashes(name), { cwd, signal })) found.push(image);
  }
  return found;
}

async function imagesAt(name: string, search: Search): Promise<ImageFile[]> {
  const { cwd } = search;
  const kind = await kindOf(path.resolve(cwd, name));
  if (kind === 'folder') return imagesBelow(name, search);
  const problem = { reason: 'not-found', message: 'There is no such file.' };
  return [toImageFile(name, cwd, kind === 'nothing' ? { problem } : {})];
}

const withSlashes = (name: string): string => (path.sep === '/' ? name : name.split(path.sep).join('/'));

interface Search {
  readonly cwd: string;
  readonly signal: AbortSignal | undefined;
  /** Called for each folder with its files that are no images. */
  readonly onLeftOut?: ((files: readonly string[]) => void) | undefined;
}

async function expand(name: string, search: Search): Promise<ImageFile[]> {
  const { cwd } = search;
  const kind = await kindOf(path.resolve(cwd, name));
  if (kind === 'folder') return folderImages(name, search);
  if (kind === 'file') return [toImageFile(name, cwd)];
  const images = await matchesOf(name, search);
  if (images.length > 0) return images;
  throw new FacekitError(
    'input-not-found',
    `Expected an image, a folder or a pattern of them but nothing is found at ${name}.`,
  );
}

/** The images that a pattern matches, and those in folders that it matches; none for what is no pattern. */
async function matchesOf(pattern: string, search: Search): Promise<ImageFile[]> {
  const images: ImageFile[] = [];
  for (const match of await pathsMatching(pattern, search)) images.push(...(await matchedImages(match, search)));
  return images;
}

/** A pattern may match more than is meant: of files only images count. */
async function matchedImages(name: string, search: Search): Promise<ImageFile[]> {
  const { cwd } = search;
  const file = path.resolve(cwd, name);
  if ((await kindOf(file)) === 'folder') return imagesBelow(name, search);
  return isImageLike(name) || (await looksLikeImage(file)) ? [toImageFile(name, cwd)] : [];
}

/** Those of a folder, which may have none. */
const imagesBelow = (folder: string, search: Search): Promise<ImageFile[]> =>
  folderImages(folder, search).catch((error: unknown) => {
    if (error instanceof FacekitError && error.code === 'no-images') return [];
    throw error;
  });

async function folderImages(folder: string, { cwd, signal, onLeftOut }: Search): Promise<ImageFile[]> {
  const { images, ignored } = await walkImages(path.resolve(cwd, folder), signal);
  onLeftOut?.(ignored.map((name) => path.posix.join(folder, name)));
  return images.map((image) => ({
    ...toImageFile(path.posix.join(folder, image.path), cwd, image),
    inner: image.path,
  }));
}

function toImageFile(
  name: string,
  cwd: string,
  { problem, member }: Pick<FoundImage, 'problem' | 'member'> = {},
): ImageFile {
  const file = path.resolve(cwd, name);
  const className = path.basename(path.dirname(file));
  return { path: path.posix.normalize(name), file, className, ...(problem && { problem }), ...(member && { member }) };
}

/** An archive counts as a folder. What cannot be looked at counts as a file: reading it will say why. */
async function kindOf(file: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    const stats = await stat(file);
    return stats.isDirectory() || (stats.isFile() && isArchiveName(file)) ? 'folder' : 'file';
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT' ? 'nothing' : 'file';
  }
}
