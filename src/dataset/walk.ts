import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { forEachConcurrent } from '../core/concurrency.ts';
import { FacekitError, interruptedError, systemErrorCode } from '../core/errors.ts';
import { looksLikeImage } from '../image/image-file.ts';
import { isImageLike } from '../image/image-name.ts';
import { byPath } from './alignment-record.ts';
import { listFolder, type FolderEntry } from './folder-entries.ts';
import { isFile, notReadable, requireFolder } from './input-folder.ts';
import { isArchiveName, readArchive } from './tar-archive/read-archive.ts';
import type { TarMember } from './tar-archive/read-member.ts';

/** An image of the input folder. */
export interface FoundImage {
  /** Relative to the input folder, with forward slashes. */
  readonly path: string;
  /** Why it cannot be read, when that shows without opening it. */
  readonly problem?: { readonly reason: string; readonly message: string };
  /** Where it lies in an archive, whose name is part of the path unless the archive itself is the input. */
  readonly member?: TarMember;
}

export interface FoundImages {
  /** By code units of the path. */
  readonly images: readonly FoundImage[];
  /** Names of the folders directly in the input, by code units; links to folders are folders. */
  readonly folders: readonly string[];
  /** Files that are no images, and links back to a folder that holds them; dot files left out. By code units of the path. */
  readonly ignored: readonly string[];
}

/**
 * Lists the images of a folder: those directly in it, those in its class folders, and those at any depth below, whatever characters
 * their names hold: files with the name of an image, and files that begin as an image does, whatever their names. Links to files and folders
 * are followed, but for links that lead back to a folder which holds them. What has the name of an image and is no file is listed with its
 * problem, and so are folders that cannot be listed. A tar archive counts as a folder of its name, below the folder or in its place.
 *
 * @throws FacekitError `input-not-found`, `input-not-readable`, `not-a-folder`, `no-images`; `interrupted` when the signal is aborted
 */
export async function walkImages(folder: string, signal?: AbortSignal): Promise<FoundImages> {
  const walk: Walk = { images: [], folders: [], ignored: [], signal };
  if (isArchiveName(folder) && (await isFile(folder))) await lookIntoArchive(folder, '', walk);
  else {
    await requireFolder(folder);
    await walkBelow(folder, walk);
  }
  const { images, folders, ignored } = walk;
  if (images.length === 0) {
    throw new FacekitError(
      'no-images',
      `Expected images in ${folder} or its sub-folders but found none${ignored.length > 0 ? ` among ${ignored.length} other files` : ''}.`,
    );
  }
  return { images: images.sort(byPath), folders: folders.sort(), ignored: ignored.sort() };
}

interface Place {
  /** Where it is. */
  readonly folder: string;
  /** Its path relative to the input, with a slash at the end; empty for the input itself. */
  readonly prefix: string;
  /** Its path without links. */
  readonly real: string;
  /** Real paths of the folders that held the links which lead here. */
  readonly passed: readonly string[];
}

interface Walk {
  readonly images: FoundImage[];
  readonly folders: string[];
  readonly ignored: string[];
  readonly signal: AbortSignal | undefined;
}

/** Folders that are listed at a time. */
const AT_A_TIME = 16;

/** Looks into a folder and all below it, level by level. */
async function walkBelow(folder: string, walk: Walk): Promise<void> {
  const { signal } = walk;
  let level: Place[] = [{ folder, prefix: '', real: await realpath(folder), passed: [] }];
  while (level.length > 0) {
    const below: Place[] = [];
    await forEachConcurrent(level, AT_A_TIME, (place) => lookInto(place, walk, below), signal);
    if (signal?.aborted) throw interruptedError(`Interrupted while the images of ${folder} were listed.`, signal);
    level = below;
  }
}

/** Adds the images of a folder, and the folders in it to those that are looked into next. */
async function lookInto(place: Place, walk: Walk, below: Place[]): Promise<void> {
  try {
    for await (const entry of listFolder(place.folder, walk.signal)) {
      const relative = place.prefix + entry.name;
      if (entry.kind === 'file' && isArchiveName(entry.name))
        await lookIntoArchive(path.join(place.folder, entry.name), `${relative}/`, walk);
      else if (isImageLike(entry.name)) walk.images.push({ path: relative, ...problemOf(entry) });
      else if (entry.kind !== 'folder') {
        const isImage = entry.kind === 'file' && (await looksLikeImage(path.join(place.folder, entry.name)));
        if (isImage) walk.images.push({ path: relative });
        else walk.ignored.push(relative);
      } else {
        const inner = await enter(place, entry);
        if (!inner) walk.ignored.push(relative);
        else below.push(inner);
        if (inner && place.prefix === '') walk.folders.push(entry.name);
      }
    }
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    walk.images.push({ path: place.prefix.replace(/\/$/, ''), problem: unlistable(code) });
  }
}

/** Adds the images of an archive. What is none, in spite of its name, is a file like others. */
async function lookIntoArchive(archive: string, prefix: string, walk: Walk): Promise<void> {
  const content = await readArchive(archive).catch((error: unknown) => {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    if (prefix === '') throw notReadable(archive, code);
    return { images: [], leftOut: [], damage: undefined, code };
  });
  const { images, leftOut, damage } = content;
  const name = prefix.replace(/\/$/, '') || path.basename(archive);
  if ('code' in content)
    walk.images.push({
      path: name,
      problem: { reason: 'read-failed', message: `It cannot be opened (${content.code}).` },
    });
  for (const each of images) walk.images.push({ path: prefix + each.name, member: each.member });
  for (const each of leftOut) walk.ignored.push(prefix + each);
  if (damage === undefined) return;
  if (images.length + leftOut.length === 0) walk.ignored.push(name);
  else walk.images.push({ path: name, problem: { reason: 'bad-archive', message: damage } });
}

/** A folder in a place; undefined for a link that leads back to a folder which holds it. */
async function enter(place: Place, { name, isLink }: FolderEntry): Promise<Place | undefined> {
  const folder = path.join(place.folder, name);
  const prefix = `${place.prefix}${name}/`;
  if (!isLink) return { folder, prefix, real: path.join(place.real, name), passed: place.passed };
  const real = await realpath(folder);
  const passed = [...place.passed, place.real];
  return passed.some((holder) => holds(real, holder)) ? undefined : { folder, prefix, real, passed };
}

/** Whether a folder is another one or has it somewhere below. */
const holds = (outer: string, inner: string): boolean =>
  inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);

const unlistable = (code: string): NonNullable<FoundImage['problem']> =>
  code === 'EACCES' || code === 'EPERM'
    ? { reason: 'no-permission', message: 'The folder cannot be listed: change its permissions.' }
    : { reason: 'read-failed', message: `The folder cannot be listed (${code}).` };

function problemOf({ kind }: FolderEntry): Pick<FoundImage, 'problem'> {
  if (kind === 'broken') return { problem: { reason: 'broken-link', message: 'The link leads nowhere.' } };
  if (kind === 'folder') return { problem: { reason: 'is-folder', message: 'A folder with the name of an image.' } };
  if (kind === 'other')
    return { problem: { reason: 'not-a-file', message: 'A pipe, a socket or a device, not a file.' } };
  return {};
}
