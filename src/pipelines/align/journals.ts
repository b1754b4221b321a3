import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { checkJson } from '../../core/json.ts';
import { parseRecord, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { CLOCK_STEP_MS, formatProcessId, isGone, parseProcessId, type ProcessId } from '../../files/process-id.ts';
import { Journal, type JournalBeginning, type JournalHeader } from './journal.ts';

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

interface FoundJournal {
  readonly kind: Kind;
  readonly file: string;
  readonly owner: ProcessId;
}

/** `stopped` is the journal of a run that ended in order before its last image: whoever it was, it does not go on. */
type Kind = 'journal' | 'stopped' | 'finished';

const JOURNAL = /^\.alignment-(.+)\.(\w+)$/;
const UNFINISHED = ['journal', 'stopped'] as const;
/** Crops are on the disk this long before their record at most. */
const LONGEST_IMAGE_MS = 60_000;

/**
 * The journals of all runs in an output folder. All but `begin` is to be called under the folder's lock.
 *
 * Runs that go on at the same time may look at the same image: those without a face leave no crop that the others would see. The first
 * that finishes lists it. So that the others know, its journal stays as a `.finished` file for as long as there is another journal.
 */
export class Journals {
  readonly #folder: string;
  readonly #self: ProcessId;
  readonly #isAlone: boolean;
  readonly #writer: AtomicWriter;

  /** @param isAlone whether nobody works here on another machine: whoever did was lost, and this run is in their place */
  constructor(
    folder: string,
    { self, isAlone }: { readonly self: ProcessId; readonly isAlone: boolean },
    writer: AtomicWriter,
  ) {
    this.#folder = folder;
    this.#self = self;
    this.#isAlone = isAlone;
    this.#writer = writer;
  }

  /** Reads the journals of processes that are gone. They stay until `discard`. */
  async inherit(header: JournalHeader): Promise<Inheritance> {
    const { abandoned, isShared } = await this.#abandoned();
    const records = new Map<string, AlignmentRecord>();
    let [since, until] = [Infinity, header.started];
    for (const { file, lastWrite } of abandoned) {
      const [first = '', ...lines] = (await readTextFile(file)).split('\n');
      const theirs = parseHeader(first);
      if (theirs?.settings !== header.settings || (header.overwrite && !theirs.overwrite)) continue;
      // These runs came before this one whatever the clock says: where it was set back, no later time bounds what they made.
      const isSetBack =
        Math.max(theirs.started, lastWrite) > header.started || lastWrite < theirs.started - CLOCK_STEP_MS;
      since = Math.min(since, theirs.started, isSetBack ? lastWrite - LONGEST_IMAGE_MS : Infinity);
      if (isSetBack) until = Infinity;
      for (const record of resultsIn(lines)) records.set(record.path, record);
    }
    return { isShared, owners: abandoned.map(({ owner }) => owner), records, since, until };
  }

  /** Begins the journal of this process. */
  begin(beginning: JournalBeginning): Promise<Journal> {
    return Journal.begin(this.#pathOf(this.#self, 'journal'), beginning, this.#writer);
  }

  /** Removes journals whose records are in the journal of this process by now. */
  async discard(owners: readonly ProcessId[]): Promise<void> {
    for (const owner of owners) for (const kind of UNFINISHED) await rm(this.#pathOf(owner, kind), { force: true });
  }

  /** The images in the lists of boxes of finished runs that another run went on beside. */
  async listedImages(): Promise<ReadonlySet<string>> {
    const images = new Set<string>();
    for (const { file } of await this.#find(['finished'])) {
      const lines = (await readTextFile(file)).split('\n');
      for (const record of resultsIn(lines)) images.add(record.path);
    }
    return images;
  }

  /** Ends the journal of this process, whose lists are written: kept for runs that still have one, or removed with all that was kept. */
  async end(journal: Journal): Promise<void> {
    const own = this.#pathOf(this.#self, 'journal');
    if ((await this.#find(UNFINISHED)).some(({ file }) => file !== own)) {
      await journal.moveTo(this.#pathOf(this.#self, 'finished'));
    } else {
      await this.forgetFinished();
      await journal.remove();
    }
  }

  /** Leaves the journal of this process to the next run, unless it has come to its end. */
  async stop(journal: Journal): Promise<void> {
    // A folder that is gone, or can no longer be written, says so elsewhere.
    if (journal.isOpen) await journal.moveTo(this.#pathOf(this.#self, 'stopped')).catch(() => undefined);
  }

  /** Nobody is left who worked beside the runs that have finished. */
  async forgetFinished(): Promise<void> {
    for (const { file } of await this.#find(['finished'])) await rm(file, { force: true });
  }

  async #abandoned() {
    const abandoned = [];
    const journals = await this.#find(UNFINISHED);
    for (const { kind, file, owner } of journals) {
      const { mtimeMs: lastWrite } = await stat(file);
      const isLost = this.#isAlone && owner.host !== this.#self.host;
      if (kind === 'stopped' || isLost || isGone(owner, this.#self, lastWrite))
        abandoned.push({ file, owner, lastWrite });
    }
    return { abandoned, isShared: abandoned.length < journals.length };
  }

  async #find(kinds: readonly Kind[]): Promise<FoundJournal[]> {
    return (await readdir(this.#folder)).flatMap((name) => {
      const [, id = '', ending] = JOURNAL.exec(name) ?? [];
      const [owner, kind] = [parseProcessId(id), kinds.find((each) => each === ending)];
      return owner && kind ? [{ kind, file: path.join(this.#folder, name), owner }] : [];
    });
  }

  #pathOf(owner: ProcessId, kind: Kind): string {
    return path.join(this.#folder, `.alignment-${formatProcessId(owner)}.${kind}`);
  }
}

/** The images of which a run came to know what they show: they are in its list of boxes, and need not be looked at again. */
const resultsIn = (lines: readonly string[]): AlignmentRecord[] =>
  lines.flatMap((line) => parseRecord(line) ?? []).filter(({ status }) => status === 'aligned' || status === 'no-face');

/** A line that is no header tells nothing that could be taken over. */
function parseHeader(line: string): JournalHeader | undefined {
  const header = checkJson(line, HEADER);
  return header.ok ? header.value : undefined;
}

const HEADER = v.object({ settings: v.string(), overwrite: v.boolean(), started: v.pipe(v.number(), v.finite()) });
