import { open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { FacekitError } from '../../core/errors.ts';
import { isInnerPath, isPathText } from '../../core/inner-path.ts';
import { checkJson } from '../../core/json.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import { APPEND_NO_LINK, readTextFile } from '../../files/regular-file.ts';
import { writing } from '../../files/output-errors.ts';
import { ifPathIsThere } from '../../files/if-there.ts';

/** A file in quarantine. */
export interface QuarantineEntry {
  /** The folder that was checked, absolute. */
  readonly root: string;
  /** Where the file was, relative to the root, with forward slashes. */
  readonly path: string;
  /** Where it is, relative to the folder of the quarantine, with forward slashes. */
  readonly place: string;
  /** Why. */
  readonly problems: readonly string[];
}

const VERSION = 1;
const HEADER = JSON.stringify({ facekitQuarantine: VERSION });

const journalPath = (folder: string): string => path.join(folder, 'quarantine.jsonl');
/** Held by the one process that works in the folder. */
export const lockPath = (folder: string): string => path.join(folder, '.quarantine.lock');

/**
 * What is in a quarantine; undefined for a folder that is none. The last line may be cut off: its file was not moved yet.
 *
 * @throws FacekitError `bad-quarantine` for another version or a line that is no entry
 */
export async function readQuarantine(folder: string): Promise<QuarantineEntry[] | undefined> {
  const file = journalPath(folder);
  const text = await ifPathIsThere(readTextFile(file), undefined);
  if (text === undefined) return undefined;
  const [header, ...lines] = text.split('\n');
  if (header !== HEADER)
    throw new FacekitError(
      'bad-quarantine',
      `Expected the list of a quarantine of version ${VERSION} in ${file} but its first line is ${JSON.stringify(header?.slice(0, 80))}: use the facekit that made it.`,
    );
  const whole = lines.slice(0, -1);
  return whole.map((line, i) => parseEntry(line, `line ${i + 2} of ${file}`));
}

function parseEntry(line: string, where: string): QuarantineEntry {
  const entry = checkJson(line, ENTRY);
  if (entry.ok) return entry.value;
  throw new FacekitError(
    'bad-quarantine',
    `Expected a file in quarantine but ${where} is none (${entry.problem}): mend or remove that line.`,
  );
}

/** A path that leads out of its folder is nothing that facekit has written. */
const INNER = v.pipe(v.string(), v.check(isInnerPath, 'a place inside the folder'));
const ROOT = v.pipe(
  v.string(),
  v.check((root) => isPathText(root) && path.isAbsolute(root), 'an absolute path'),
);
const ENTRY = v.object({ root: ROOT, path: INNER, place: INNER, problems: v.array(v.string()) });

/** Replaces the list; without entries there is none. */
export async function writeQuarantine(
  folder: string,
  entries: readonly QuarantineEntry[],
  writer: AtomicWriter,
): Promise<void> {
  if (entries.length === 0) return rm(journalPath(folder), { force: true });
  await writer.write(journalPath(folder), formatEntries(entries));
}

const formatEntries = (entries: readonly QuarantineEntry[]): string =>
  [HEADER, ...entries.map((entry) => JSON.stringify(entry)), ''].join('\n');

/** The list of a quarantine, open for more. */
export interface QuarantineJournal extends AsyncDisposable {
  /** Returns when the entry is on the disk. */
  append(entry: QuarantineEntry): Promise<void>;
}

/** Opens the list behind the entries that it has; those are written anew, so that a line that was cut off is gone. */
export async function openQuarantine(
  folder: string,
  entries: readonly QuarantineEntry[],
  writer: AtomicWriter,
): Promise<QuarantineJournal> {
  const file = journalPath(folder);
  await writer.write(file, formatEntries(entries));
  const handle: FileHandle = await writing(file, () => open(file, APPEND_NO_LINK));
  return {
    append: (entry) =>
      writing(file, async () => {
        await handle.appendFile(`${JSON.stringify(entry)}\n`);
        await handle.sync();
      }),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
