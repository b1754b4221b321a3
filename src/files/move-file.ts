import { link, lstat, mkdir, open, readlink, rm, symlink, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode } from '../core/errors.ts';
import { createAtomicWriter, type WriteBytes } from './atomic-file.ts';
import { writing } from './output-errors.ts';
import type { ProcessId } from './process-id.ts';
import { readRegularFile } from './regular-file.ts';
import { ifPathIsThere } from './if-there.ts';

/** Moves a file, or a link to one, to a free place. */
export type MoveFile = (from: string, to: string) => Promise<void>;

/** Gives a file a second name; fails where the name is taken. Tests pass one that fails as between two disks. */
export type LinkFile = (from: string, to: string) => Promise<void>;

/**
 * Makes a function that moves files and never replaces one: the file gets its new name before it loses the old one, so that at every
 * moment it is whole at one place at least. Where that cannot be done, as between two disks, it is copied, written through, and then
 * removed.
 *
 * Moving to a place that is taken throws `output-not-writable`.
 */
export function createFileMover(owner: ProcessId, linkFile: LinkFile = link): MoveFile {
  const writer = createAtomicWriter(owner, 'move', writeThrough);
  const copy = async (from: string, to: string): Promise<void> => {
    const { atime, mtime } = await lstat(from);
    const staged = await writer.stage(to, await readRegularFile(from));
    if (await isThere(to)) {
      await staged.discard();
      throw Object.assign(new Error('the place is taken'), { code: 'EEXIST' });
    }
    await staged.commit();
    await utimes(to, atime, mtime);
  };
  const place = async (from: string, to: string): Promise<void> => {
    if ((await lstat(from)).isSymbolicLink()) return symlink(await readlink(from), to);
    try {
      await linkFile(from, to);
    } catch (error) {
      if (['EEXIST', 'ENOENT'].includes(systemErrorCode(error) ?? '')) throw error;
      await copy(from, to);
    }
  };
  return (from, to) =>
    writing(to, async () => {
      await mkdir(path.dirname(to), { recursive: true });
      await place(from, to);
      await unlink(from);
    });
}

/** Returns when the bytes are on the disk. */
const writeThrough: WriteBytes = async (file, data) => {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Whether anything has this name, a link that leads nowhere too. */
export const isThere = (file: string): Promise<boolean> =>
  ifPathIsThere(
    lstat(file).then(() => true),
    false,
  );

/** Whether two names hold the same: one file, equal bytes, or links to one place. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([lstat(a), lstat(b)]);
  if (first.isSymbolicLink() || second.isSymbolicLink())
    return first.isSymbolicLink() && second.isSymbolicLink() && (await readlink(a)) === (await readlink(b));
  if (!first.isFile() || !second.isFile()) return false;
  if (first.ino === second.ino && first.dev === second.dev) return true;
  return first.size === second.size && (await readRegularFile(a)).equals(await readRegularFile(b));
}

/** Removes one of two names that hold the same. */
export const removeCopy = (file: string): Promise<void> => writing(file, () => rm(file));
