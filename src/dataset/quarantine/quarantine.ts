import { lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, systemErrorCode, usageError } from '../../core/errors.ts';
import { isInnerPath } from '../../core/inner-path.ts';
import { randomKey } from '../../core/random.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { withLock } from '../../files/lock.ts';
import { createFileMover, isThere, type MoveFile } from '../../files/move-file.ts';
import { writing } from '../../files/output-errors.ts';
import { requireInside } from '../../files/real-path.ts';
import { thisProcess } from '../../files/process-id.ts';
import { lockPath, openQuarantine, readQuarantine, type QuarantineEntry } from './journal.ts';

/** A file to move away, and why. */
export interface QuarantineItem {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly problems: readonly string[];
}

export interface QuarantineOptions {
  /** The folder that was checked, absolute. */
  readonly root: string;
  /** Where the files go, absolute; it may hold others already. */
  readonly folder: string;
  /** Stops between two files. */
  readonly signal: AbortSignal;
  /** Tests pass one that fails. */
  readonly move?: MoveFile;
}

/** A file that was left where it is. */
export interface LeftFile {
  readonly path: string;
  readonly message: string;
}

export interface QuarantineOutcome {
  readonly moved: readonly QuarantineEntry[];
  readonly left: readonly LeftFile[];
}

/**
 * Moves files out of a data set, into the same folders below another. Each is listed before it is moved, so that `restoreQuarantine`
 * can put it back whenever this ends. Nothing is replaced: where a name is taken, the file gets another.
 */
export async function quarantineFiles(
  items: readonly QuarantineItem[],
  { root, folder, signal, move: moveWith }: QuarantineOptions,
): Promise<QuarantineOutcome> {
  const owner = thisProcess(randomKey());
  const writer = createAtomicWriter(owner, 'list');
  const move = moveWith ?? createFileMover(owner);
  await writing(folder, () => mkdir(folder, { recursive: true }));
  return withLock(lockPath(folder), owner, async () => {
    const earlier = (await readQuarantine(folder)) ?? [];
    const taken = new Set(earlier.map(({ place }) => place));
    await using journal = await openQuarantine(folder, earlier, writer);
    const moved: QuarantineEntry[] = [];
    const left: LeftFile[] = [];
    for (const item of items) {
      if (signal.aborted) break;
      const obstacle = isInnerPath(item.path)
        ? await obstacleTo(path.join(root, item.path))
        : 'a name that leads out of the folder on other systems';
      if (obstacle !== undefined) {
        left.push({ path: item.path, message: obstacle });
        continue;
      }
      const entry = {
        root,
        path: item.path,
        place: await freePlace(item.path, { folder, taken }),
        problems: item.problems,
      };
      await requireInside(folder, [path.posix.dirname(entry.place)]);
      taken.add(entry.place);
      await journal.append(entry);
      await move(path.join(root, entry.path), path.join(folder, entry.place));
      moved.push(entry);
    }
    return { moved, left };
  });
}

/** Why a file cannot be moved; undefined when it can. */
async function obstacleTo(file: string): Promise<string | undefined> {
  try {
    const stats = await lstat(file);
    return stats.isFile() || stats.isSymbolicLink() ? undefined : 'not a file';
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT' ? 'no longer there' : messageOf(error);
  }
}

async function freePlace(
  name: string,
  { folder, taken }: { readonly folder: string; readonly taken: ReadonlySet<string> },
): Promise<string> {
  const { dir, name: stem, ext } = path.posix.parse(name);
  for (let number = 1; ; number += 1) {
    const place = path.posix.join(dir, number === 1 ? `${stem}${ext}` : `${stem}-${number}${ext}`);
    if (!taken.has(place) && !(await isThere(path.join(folder, place)))) return place;
  }
}

/**
 * Refuses a folder inside the data set: the next run would take what is in it for a class.
 *
 * @throws FacekitError `usage`
 */
export function requireOutside(folder: string, root: string, option: string): void {
  const relative = path.relative(root, folder);
  if (relative !== '' && (relative.split(path.sep)[0] === '..' || path.isAbsolute(relative))) return;
  throw usageError(`Expected a folder outside ${root} for ${option} but received ${folder}: choose one beside it.`);
}
