import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { createMutex } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import { checkJson } from '../../core/json.ts';
import { formatRecord, parseRecord, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import { isThere } from '../../files/move-file.ts';
import { writing } from '../../files/output-errors.ts';
import { APPEND_NO_LINK, readRegularFile } from '../../files/regular-file.ts';
import { formatProcessId, isGone, parseProcessId, type ProcessId } from '../../files/process-id.ts';

/** First line of a journal: what its records hold for. */
export interface JournalHeader {
  /** The settings as JSON. */
  readonly settings: string;
  /** Whether the run makes crops that exist again. */
  readonly overwrite: boolean;
  /** When the run began, in ms since 1970. */
  readonly started: number;
}

/** The finished images of one run, on disk as soon as they are finished, so that a killed run can be taken up. */
export interface Journal {
  readonly file: string;
  append(record: AlignmentRecord): Promise<void>;
  /** Everything appended, and the records that the journal began with, as lines by path. */
  readonly lines: ReadonlyMap<string, string>;
  /**
   * Makes sure that the file is still there.
   *
   * @throws FacekitError `write-failed` when somebody has removed it, most likely with the folder and what was written to it
   */
  requireThere(): Promise<void>;
  /** Whether the folder holds no other journal, of a run that goes on or was stopped. */
  isAlone(): Promise<boolean>;
  close(): Promise<void>;
  /** Closes it and removes the file. */
  remove(): Promise<void>;
}

const JOURNAL = /^\.alignment-(.+)\.journal$/;

const journalPath = (output: string, owner: ProcessId): string =>
  path.join(output, `.alignment-${formatProcessId(owner)}.journal`);

/** Begins the journal of this process with records taken over from others. */
export async function openJournal(
  output: string,
  owner: ProcessId,
  {
    header,
    inherited,
    writer,
  }: {
    readonly header: JournalHeader;
    readonly inherited: readonly AlignmentRecord[];
    readonly writer: AtomicWriter;
  },
): Promise<Journal> {
  const file = journalPath(output, owner);
  const lines = new Map(inherited.map((record) => [record.path, formatRecord(record)]));
  await writer.write(file, [JSON.stringify(header), ...lines.values(), ''].join('\n'));
  const handle = await writing(file, () => open(file, APPEND_NO_LINK));
  return new JournalFile(file, handle, lines);
}

class JournalFile implements Journal {
  readonly lines: Map<string, string>;
  readonly file: string;
  readonly #handle: FileHandle;
  readonly #inTurn = createMutex();
  #open = true;

  constructor(file: string, handle: FileHandle, lines: Map<string, string>) {
    this.file = file;
    this.#handle = handle;
    this.lines = lines;
  }

  async append(record: AlignmentRecord): Promise<void> {
    const line = formatRecord(record);
    await this.#inTurn(() => writing(this.file, () => this.#handle.appendFile(`${line}\n`)));
    this.lines.set(record.path, line);
  }

  async requireThere(): Promise<void> {
    if (await isThere(this.file)) return;
    throw new FacekitError(
      'write-failed',
      `Expected ${this.file}, begun by this run, but it is gone: the output folder was removed or emptied meanwhile, with crops that were done. Run the same command again.`,
    );
  }

  async isAlone(): Promise<boolean> {
    const journals = await journalsIn(path.dirname(this.file));
    return journals.every(({ name }) => name === path.basename(this.file));
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#inTurn(() => this.#handle.close());
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.file, { force: true });
  }
}

/** What runs that ended before they were done have left. */
export interface Inheritance {
  /** Whether a run that goes on has a journal. */
  readonly isShared: boolean;
  readonly owners: readonly ProcessId[];
  /** Images that need not be done again. */
  readonly records: ReadonlyMap<string, AlignmentRecord>;
  /** Crops without a record that were changed in this time (ms since 1970) may be theirs. Empty when there is no such run. */
  readonly since: number;
  readonly until: number;
}

/** Reads the journals of processes that are gone. They stay until `discardJournals`. */
export async function readInheritance(output: string, self: ProcessId, header: JournalHeader): Promise<Inheritance> {
  const { owners, isShared } = await abandonedJournals(output, self);
  const records = new Map<string, AlignmentRecord>();
  let [since, until] = [Infinity, header.started];
  for (const { owner, lastWrite } of owners) {
    const [first = '', ...lines] = (await readRegularFile(journalPath(output, owner))).toString().split('\n');
    const theirs = parseHeader(first);
    if (theirs?.settings !== header.settings || (header.overwrite && !theirs.overwrite)) continue;
    // These runs came before this one whatever the clock says: where it was set back, no later time bounds what they made.
    const isSetBack =
      Math.max(theirs.started, lastWrite) > header.started || lastWrite < theirs.started - CLOCK_STEP_MS;
    since = Math.min(since, theirs.started, isSetBack ? lastWrite - LONGEST_IMAGE_MS : Infinity);
    if (isSetBack) until = Infinity;
    for (const record of lines.flatMap((line) => parseRecord(line) ?? [])) {
      if (hasResult(record)) records.set(record.path, record);
    }
  }
  return { isShared, owners: owners.map(({ owner }) => owner), records, since, until };
}

/** Whether a run came to know what the image shows: then it is in the list of boxes, and need not be looked at again. */
export const hasResult = ({ status }: AlignmentRecord): boolean => status === 'aligned' || status === 'no-face';

/** Removes journals whose records are in the journal of this process by now. */
export async function discardJournals(output: string, owners: readonly ProcessId[]): Promise<void> {
  for (const owner of owners) await rm(journalPath(output, owner), { force: true });
}

/** The times of files are rounded by some file systems. */
const CLOCK_STEP_MS = 5_000;
/** Crops are on the disk this long before their record at most. */
const LONGEST_IMAGE_MS = 60_000;

async function abandonedJournals(
  output: string,
  self: ProcessId,
): Promise<{ readonly owners: readonly { owner: ProcessId; lastWrite: number }[]; readonly isShared: boolean }> {
  const owners = [];
  const journals = await journalsIn(output);
  for (const { name, owner } of journals) {
    const { mtimeMs: lastWrite } = await stat(path.join(output, name));
    if (isGone(owner, self, lastWrite)) owners.push({ owner, lastWrite });
  }
  return { owners, isShared: owners.length < journals.length };
}

const journalsIn = async (output: string): Promise<{ readonly name: string; readonly owner: ProcessId }[]> =>
  (await readdir(output)).flatMap((name) => {
    const owner = parseProcessId(JOURNAL.exec(name)?.[1] ?? '');
    return owner ? [{ name, owner }] : [];
  });

/** A line that is no header tells nothing that could be taken over. */
function parseHeader(line: string): JournalHeader | undefined {
  const header = checkJson(line, HEADER);
  return header.ok ? header.value : undefined;
}

const HEADER = v.object({ settings: v.string(), overwrite: v.boolean(), started: v.pipe(v.number(), v.finite()) });
