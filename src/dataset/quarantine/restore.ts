import { rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, usageError } from '../../core/errors.ts';
import { isBelow } from '../../core/inner-path.ts';
import { randomKey } from '../../core/random.ts';
import { createAtomicWriter, removeTemporaries } from '../../files/atomic-file.ts';
import { withLock } from '../../files/lock.ts';
import { createFileMover, isSameFile, isThere, removeCopy, type MoveFile } from '../../files/move-file.ts';
import { realOf, requireInside } from '../../files/real-path.ts';
import { thisProcess } from '../../files/process-id.ts';
import { lockPath, readQuarantine, writeQuarantine, type QuarantineEntry } from './journal.ts';

export interface RestoreOptions {
  /** Where the data set is now, absolute; default: where it was, if that is in the folder that holds the quarantine. */
  readonly to?: string;
  /** Stops between two files. */
  readonly signal: AbortSignal;
  readonly move?: MoveFile;
}

/** What became of the files of a quarantine. */
export interface RestoreOutcome {
  readonly restored: readonly QuarantineEntry[];
  /** Another file has their place: they stay in quarantine. */
  readonly inTheWay: readonly QuarantineEntry[];
  /** Neither in quarantine nor at their place. */
  readonly lost: readonly QuarantineEntry[];
  /** Files that the run did not come to. */
  readonly remaining: number;
}

/** What to do about an entry: a run that was killed has left its file here, there, or at both places. */
type Step = 'move' | 'drop-copy' | 'in-the-way' | 'is-back' | 'lost';

/**
 * Puts every file of a quarantine back to where it was. Replaces nothing: a file whose place is taken stays. What is done is taken off
 * the list at the end; a run that is killed before can be made again.
 *
 * @throws FacekitError `no-quarantine`, `dataset-missing`; `usage` for a data set elsewhere that `to` does not name
 */
export async function restoreQuarantine(
  folder: string,
  { to, signal, move: moveWith }: RestoreOptions,
): Promise<RestoreOutcome> {
  const owner = thisProcess(randomKey());
  const move = moveWith ?? createFileMover(owner);
  if ((await readQuarantine(folder)) === undefined)
    throw new FacekitError(
      'no-quarantine',
      `Expected a folder that dataset check \`quarantine\` has made but ${folder} has no quarantine.jsonl.`,
    );
  const outcome = await withLock(lockPath(folder), owner, async () => {
    const entries = (await readQuarantine(folder)) ?? [];
    for (const root of new Set(entries.map((entry) => to ?? entry.root))) {
      if (to === undefined && !(await isNear(folder, root))) throw elsewhere(folder, root);
      await requireRoot(root);
    }
    await requireInside(
      folder,
      entries.map(({ place }) => path.posix.dirname(place)),
    );
    const done: Record<Step, QuarantineEntry[]> = {
      move: [],
      'drop-copy': [],
      'in-the-way': [],
      'is-back': [],
      lost: [],
    };
    let count = 0;
    for (const entry of entries) {
      if (signal.aborted) break;
      const [place, origin] = [path.join(folder, entry.place), path.join(to ?? entry.root, entry.path)];
      const step = await stepFor(place, origin);
      if (step === 'move') await move(place, origin);
      if (step === 'drop-copy') await removeCopy(place);
      done[step].push(entry);
      count += 1;
    }
    const remaining = entries.slice(count);
    await writeQuarantine(folder, [...done['in-the-way'], ...remaining], createAtomicWriter(owner, 'list'));
    await tidy(folder, entries);
    const restored = [...done.move, ...done['drop-copy']];
    return { restored, inTheWay: done['in-the-way'], lost: done.lost, remaining: remaining.length };
  });
  await removeIfEmpty(folder);
  return outcome;
}

/**
 * Whether a data set lies in the folder that holds the quarantine, symbolic links followed. A list may come from anywhere: only there
 * does it say by itself where files are written.
 */
export async function isNear(folder: string, root: string): Promise<boolean> {
  return isBelow(await realOf(root), path.dirname(await realOf(folder)));
}

const elsewhere = (folder: string, root: string): FacekitError =>
  usageError(
    `Expected the data set of ${folder} in ${path.dirname(folder)} but its list says ${root}: confirm that folder, or name another one, with \`to\`.`,
  );

async function requireRoot(root: string): Promise<void> {
  const isFolder = await stat(root).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder)
    throw new FacekitError(
      'dataset-missing',
      `Expected the data set at ${root} but it is not there: say where it is now with \`to\`.`,
    );
}

async function stepFor(place: string, origin: string): Promise<Step> {
  const [isInQuarantine, isBack] = await Promise.all([isThere(place), isThere(origin)]);
  if (!isInQuarantine) return isBack ? 'is-back' : 'lost';
  if (!isBack) return 'move';
  return (await isSameFile(place, origin)) ? 'drop-copy' : 'in-the-way';
}

/** Removes what the moves have left: folders that are empty now, and halves of copies. */
async function tidy(folder: string, entries: readonly QuarantineEntry[]): Promise<void> {
  const folders = new Set(entries.map(({ place }) => path.posix.dirname(place)));
  for (const each of folders) await removeTemporaries(path.join(folder, each), () => true);
  for (const each of folders)
    for (let up = each; up !== '.'; up = path.posix.dirname(up)) await removeIfEmpty(path.join(folder, up));
}

const removeIfEmpty = (folder: string): Promise<void> => rmdir(folder).catch(() => undefined);
