import { stat } from 'node:fs/promises';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { FacekitError, interruptedError, systemErrorCode } from '../core/errors.ts';
import { looksLikeImage } from '../image/image-file.ts';
import { byPath } from './alignment-record.ts';
import { isImageLike, walkImages, type FoundImage } from './walk.ts';

/** An image to work on. */
export interface ImageFile {
  /** As it was named, or below the folder that was named; with forward slashes. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  /** The folder that it is in. */
  readonly className: string;
  /** Why it cannot be read, when that shows without opening it. */
  readonly problem?: FoundImage['problem'];
}

/**
 * Finds the images that paths name: files, folders (with all below them) and glob patterns. Each image once, by code units of its
 * path, whatever the order of the paths.
 *
 * @throws FacekitError `input-not-found`, `no-images` and others about a folder; `interrupted` when the signal is aborted
 */
export async function findImageFiles(
  paths: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<ImageFile[]> {
  const found: ImageFile[] = [];
  for (const each of paths) for (const image of await expand(withSlashes(each), { cwd, signal })) found.push(image);
  const byFile = new Map<string, ImageFile>();
  for (const image of found.sort(byPath)) if (!byFile.has(image.file)) byFile.set(image.file, image);
  return [...byFile.values()];
}

const withSlashes = (name: string): string => name.split(path.sep).join('/');

interface Search {
  readonly cwd: string;
  readonly signal: AbortSignal | undefined;
}

async function expand(name: string, search: Search): Promise<ImageFile[]> {
  const { cwd } = search;
  const kind = await kindOf(path.resolve(cwd, name));
  if (kind === 'folder') return folderImages(name, search);
  if (kind === 'file') return [toImageFile(name, cwd)];
  const images: ImageFile[] = [];
  for (const match of await matchesOf(name, search)) images.push(...(await matchedImages(match, search)));
  if (images.length > 0) return images;
  throw new FacekitError(
    'input-not-found',
    `Expected an image, a folder or a pattern of them but nothing is found at ${name}.`,
  );
}

/** The paths that a pattern matches; none for what is no pattern. */
async function matchesOf(pattern: string, { cwd, signal }: Search): Promise<string[]> {
  const matches: string[] = [];
  if (!fastGlob.isDynamicPattern(pattern)) return matches;
  for await (const match of fastGlob.stream(pattern, { cwd, onlyFiles: false })) {
    if (signal?.aborted) throw interruptedError(`Interrupted while matches of ${pattern} were looked for.`, signal);
    matches.push(String(match));
  }
  return matches;
}

/** A pattern may match more than is meant: of files only images count, of folders what is below them. */
async function matchedImages(name: string, search: Search): Promise<ImageFile[]> {
  const { cwd } = search;
  const file = path.resolve(cwd, name);
  if ((await kindOf(file)) !== 'folder')
    return isImageLike(name) || (await looksLikeImage(file)) ? [toImageFile(name, cwd)] : [];
  return folderImages(name, search).catch((error: unknown) => {
    if (error instanceof FacekitError && error.code === 'no-images') return [];
    throw error;
  });
}

async function folderImages(folder: string, { cwd, signal }: Search): Promise<ImageFile[]> {
  const { images } = await walkImages(path.resolve(cwd, folder), signal);
  return images.map((image) => toImageFile(path.posix.join(folder, image.path), cwd, image.problem));
}

function toImageFile(name: string, cwd: string, problem?: FoundImage['problem']): ImageFile {
  const file = path.resolve(cwd, name);
  const className = path.basename(path.dirname(file));
  return { path: path.posix.normalize(name), file, className, ...(problem ? { problem } : {}) };
}

/** What cannot be looked at counts as a file: reading it will say why. */
async function kindOf(file: string): Promise<'file' | 'folder' | 'nothing'> {
  try {
    return (await stat(file)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT' ? 'nothing' : 'file';
  }
}
