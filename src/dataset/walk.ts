import type { Stats } from 'node:fs';
import { access, constants, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { FacekitError, systemErrorCode } from '../core/errors.ts';
import { byPath } from './alignment-record.ts';

/** An image of the input folder. */
export interface FoundImage {
  /** Relative to the input folder, with forward slashes. */
  readonly path: string;
  /** Why it cannot be read, when that shows without opening it. */
  readonly problem?: { readonly reason: string; readonly message: string };
}

export interface FoundImages {
  /** By code units of the path. */
  readonly images: readonly FoundImage[];
  /** Files that are no images, dot files not counted. */
  readonly ignored: number;
}

const READABLE = /\.(jpe?g|jpe|jfif|png|webp|avif|tiff?|gif|heic|heif)$/i;
const UNSUPPORTED = /\.(bmp|dib|ico|jp2|j2k|jxl|ppm|pgm|pbm|pnm|pcx|psd|tga|svg|raw|dng|cr2|cr3|nef|arw|orf|rw2|raf)$/i;

/**
 * Lists the images of a folder: those directly in it, those in its class folders, and those at any depth below. Links to
 * files and folders are followed. Files that look like images but cannot be read are listed with their problem.
 *
 * @throws FacekitError `input-not-found`, `input-not-readable`, `not-a-folder`, `no-images`
 */
export async function walkImages(folder: string): Promise<FoundImages> {
  await requireFolder(folder);
  const found: FoundImage[] = [];
  const ignored = await walkFolder({ folder, prefix: '', ancestors: [await realpath(folder)] }, found);
  if (found.length === 0) {
    throw new FacekitError(
      'no-images',
      `Expected images (JPEG, PNG, WebP, AVIF, TIFF, GIF) in ${folder} or its sub-folders but found none${ignored > 0 ? ` among ${ignored} other files` : ''}.`,
    );
  }
  return { images: found.sort(byPath), ignored };
}

async function requireFolder(folder: string): Promise<void> {
  const stats = await statOf(folder);
  if (stats === 'ENOENT')
    throw new FacekitError('input-not-found', `Expected a folder of images but ${folder} does not exist.`);
  if (typeof stats === 'string') throw notReadable(folder, stats);
  if (!stats.isDirectory()) {
    throw new FacekitError(
      'not-a-folder',
      `Expected a folder of images but ${folder} is a file: give the folder that holds it.`,
    );
  }
  if (!(await canList(folder))) throw notReadable(folder, 'EACCES');
}

const notReadable = (folder: string, code: string): FacekitError =>
  new FacekitError(
    'input-not-readable',
    `Expected a folder that can be read but ${folder} cannot (${code}): change its permissions.`,
  );

interface Place {
  /** Where it is. */
  readonly folder: string;
  /** Its path relative to the input, with a slash at the end; empty for the input itself. */
  readonly prefix: string;
  /** Real paths of the folder and of those it was reached through: a link back to one of them is a circle. */
  readonly ancestors: readonly string[];
}

/** Adds the images below a place and returns how many other files there are. */
async function walkFolder(place: Place, found: FoundImage[]): Promise<number> {
  const entries = await listEntries(place.folder);
  const parents = new Set(entries.map(({ path: name }) => path.posix.dirname(name)));
  const imageLikeFolders = entries.filter(({ kind, path: name }) => kind === 'folder' && isImageLike(name));
  let ignored = 0;
  for (const { path: name, kind } of entries) {
    if (imageLikeFolders.some((above) => name.startsWith(`${above.path}/`))) continue;
    const relative = place.prefix + name;
    if (kind === 'link') ignored += await walkLink(place, name, found);
    else if (isImageLike(name)) found.push({ path: relative, ...problemOf(name, kind) });
    else if (kind !== 'folder') ignored += 1;
    else if (!parents.has(name)) await requireListing(path.join(place.folder, name), relative, found);
  }
  return ignored;
}

type Kind = 'file' | 'folder' | 'link' | 'other';

interface Entry {
  readonly path: string;
  readonly kind: Kind;
}

/** Everything below a folder but dot files. The folder is `cwd`, not part of the pattern: its name may hold any character. */
async function listEntries(folder: string): Promise<Entry[]> {
  const entries = await fastGlob('**/*', {
    cwd: folder,
    objectMode: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    suppressErrors: true,
  });
  return entries.map(({ path: name, dirent }) => ({ path: name, kind: kindOf(dirent) }));
}

function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): Kind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

async function walkLink(place: Place, name: string, found: FoundImage[]): Promise<number> {
  const target = path.join(place.folder, name);
  const relative = place.prefix + name;
  const stats = await statOf(target);
  if (typeof stats === 'string') {
    if (!isImageLike(name)) return 1;
    found.push({
      path: relative,
      problem: { reason: 'broken-link', message: `The link leads nowhere (${stats}).` },
    });
    return 0;
  }
  if (isImageLike(name)) {
    found.push({ path: relative, ...problemOf(name, kindOf(stats)) });
    return 0;
  }
  if (!stats.isDirectory()) return 1;
  const real = await realpath(target);
  if (place.ancestors.some((ancestor) => ancestor === real || ancestor.startsWith(real + path.sep))) return 0;
  if (!(await requireListing(target, relative, found))) return 0;
  return walkFolder({ folder: target, prefix: `${relative}/`, ancestors: [...place.ancestors, real] }, found);
}

/** Reports a folder that cannot be listed, which the walk passes over in silence. */
async function requireListing(folder: string, relative: string, found: FoundImage[]): Promise<boolean> {
  const listable = await canList(folder);
  if (!listable) {
    found.push({
      path: relative,
      problem: { reason: 'no-permission', message: 'The folder cannot be listed: change its permissions.' },
    });
  }
  return listable;
}

/** Whether a file has the name of an image, readable or not. */
export const isImageLike = (name: string): boolean => READABLE.test(name) || UNSUPPORTED.test(name);

function problemOf(name: string, kind: Kind): Pick<FoundImage, 'problem'> {
  if (kind === 'folder') return { problem: { reason: 'is-folder', message: 'A folder with the name of an image.' } };
  if (kind === 'other') return { problem: { reason: 'not-a-file', message: 'Neither a file nor a folder.' } };
  if (READABLE.test(name)) return {};
  const extension = path.posix.extname(name).toLowerCase();
  return {
    problem: {
      reason: 'unsupported-format',
      message: `Images of type ${extension} cannot be read: convert it to PNG or JPEG.`,
    },
  };
}

async function statOf(file: string): Promise<Stats | string> {
  try {
    return await stat(file);
  } catch (error) {
    return systemErrorCode(error) ?? 'UNKNOWN';
  }
}

const canList = (folder: string): Promise<boolean> =>
  access(folder, constants.R_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
