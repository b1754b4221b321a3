import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { AlignmentRecord } from '../../dataset/alignment-record.ts';
import type { PlannedOutput } from '../../dataset/output-plan.ts';
import { createAtomicWriter, removeTemporaries, type AtomicWriter, type WriteBytes } from '../../files/atomic-file.ts';
import { withLock } from '../../files/lock.ts';
import { writing } from '../../files/output-errors.ts';
import { formatProcessId, type ProcessId } from '../../files/process-id.ts';
import { requireInside } from '../../files/real-path.ts';
import type { AlignmentSettings } from './align-settings.ts';
import { AlignmentFile } from './alignment-file.ts';
import { BoxList, removeBoxLists } from './box-list.ts';
import { decide, type Decision, type OutputState } from './decide.ts';
import type { Journal } from './journal.ts';
import { Journals } from './journals.ts';
import { SettingsFile } from './settings-file.ts';

export interface OutputFolderOptions {
  readonly folder: string;
  /** The folder as the user named it. */
  readonly named: string;
  readonly self: ProcessId;
  readonly settings: AlignmentSettings;
  readonly overwrite: boolean;
  readonly plan: readonly PlannedOutput[];
  /** Of a run over a part of the images only. */
  readonly part?: FolderPart | undefined;
  readonly revision: string;
  readonly writeBytes?: WriteBytes | undefined;
}

/** A part of the images of an output folder, which one process alone works on: its records are kept apart, and joined with those of the others later. */
export interface FolderPart {
  /** The folder of its records, absolute. */
  readonly records: string;
  /** The places of all images, also of other parts. */
  readonly stems: ReadonlySet<string>;
}

/** An output folder that this process works in, perhaps together with others. Workers write the crops; all other files are written here. */
export class OutputFolder {
  readonly #options: OutputFolderOptions;
  readonly #files: FolderFiles;
  readonly #state: OutputState;
  readonly #journal: Journal;

  private constructor(options: OutputFolderOptions, files: FolderFiles, { state, journal }: Beginning) {
    this.#options = options;
    this.#files = files;
    this.#state = state;
    this.#journal = journal;
  }

  /**
   * Makes the folder ready: compares settings, takes up what killed runs have left, and begins this run's journal.
   *
   * @throws FacekitError `settings-differ`, `alignment-damaged`, `leads-outside`, `output-not-writable`, `disk-full`, `locked`
   */
  static async open(options: OutputFolderOptions): Promise<OutputFolder> {
    const { folder, plan, part, revision } = options;
    const files = filesOf(options);
    const lists = listsOf(options);
    await writing(folder, () => mkdir(folder, { recursive: true }));
    if (part) await writing(lists, () => mkdir(lists, { recursive: true }));
    await requireInside(
      folder,
      plan.map(({ stem }) => path.posix.dirname(stem)),
    );
    return underLock(options, async () => {
      const beginning = await begin(options, files);
      await files.writer.write(path.join(lists, 'revision_info.txt'), revision);
      return new OutputFolder(options, files, beginning);
    });
  }

  /** Whether an image is to be worked on. To be asked when its turn comes: another process may have made its crops meanwhile. */
  decide(image: PlannedOutput): Promise<Decision> {
    return decide(image, this.#state);
  }

  /** Notes what became of an image, on the disk as soon as this returns. */
  record(record: AlignmentRecord): Promise<void> {
    return this.#journal.append(record);
  }

  /** Removes what workers that were ended in the middle of images have left of them. */
  async removeHalfWritten(unfinished: Iterable<PlannedOutput>): Promise<void> {
    await removeTemporariesOf([this.#options.self], foldersOf(this.#options.folder, unfinished));
  }

  /** Writes the lists and removes the journal. Of a part only its records: what is of the whole folder comes with the last part. */
  async finish(): Promise<void> {
    const { settings, plan, part } = this.#options;
    const { records, boxes, settingsFile, journals } = this.#files;
    await this.#journal.requireThere();
    await underLock(this.#options, async () => {
      await records.merge(this.#journal.lines);
      if (!part) {
        const listed = await journals.listedImages();
        await boxes.write(new Map([...this.#journal.lines].filter(([image]) => !listed.has(image))), plan);
        await settingsFile.settle(settings);
      }
      await journals.end(this.#journal);
    });
  }

  /** Closes what is open. Before `finish`, the journal stays for the next run. */
  close(): Promise<void> {
    return this.#files.journals.stop(this.#journal);
  }
}

/** The files of the folder beside the crops. */
interface FolderFiles {
  readonly records: AlignmentFile;
  readonly settingsFile: SettingsFile;
  readonly boxes: BoxList;
  readonly journals: Journals;
  readonly writer: AtomicWriter;
}

interface Beginning {
  readonly state: OutputState;
  readonly journal: Journal;
}

/** Where the records of a run are. */
const listsOf = ({ folder, part }: OutputFolderOptions): string => part?.records ?? folder;

function filesOf(options: OutputFolderOptions): FolderFiles {
  const { folder, named, self, part, writeBytes } = options;
  const writer = createAtomicWriter(self, 'm', writeBytes);
  return {
    records: new AlignmentFile(listsOf(options), writer),
    settingsFile: new SettingsFile(folder, writer),
    boxes: new BoxList(folder, { named, self }, writer),
    journals: new Journals(listsOf(options), { self, isAlone: part !== undefined }, writer),
    writer,
  };
}

const underLock = <T>(options: OutputFolderOptions, work: () => Promise<T>): Promise<T> =>
  withLock(path.join(listsOf(options), '.alignment.lock'), options.self, work);

async function begin(options: OutputFolderOptions, files: FolderFiles): Promise<Beginning> {
  const { folder, settings, plan, part } = options;
  // Before anything is written: a damaged record ends the run here.
  const earlier = await (part ? new AlignmentFile(folder, files.writer) : files.records).read();
  const overwrite = await files.settingsFile.claim(settings, options.overwrite);
  const { journal, inherited, since, until } = await takeOver(options, files, overwrite);
  const state = {
    output: folder,
    detectMultipleFaces: settings.detectMultipleFaces,
    stems: part?.stems ?? new Set(plan.map(({ stem }) => stem)),
    overwrite,
    earlier,
    inherited,
    orphanedSince: since,
    orphanedUntil: until,
  };
  return { state, journal };
}

/** Begins the journal with what killed runs had finished, and removes all else that they have left: their lists, and half-written files. */
async function takeOver(
  { folder, settings, plan }: OutputFolderOptions,
  { journals }: FolderFiles,
  overwrite: boolean,
) {
  const started = Date.now();
  const header = { settings: JSON.stringify(settings), overwrite, started };
  const { isShared, owners, records, since, until } = await journals.inherit(header);
  const journal = await journals.begin({
    header: { ...header, started: Math.min(started, since) },
    inherited: [...records.values()],
  });
  // What is made again is listed again; what a stopped run has left is not, where a run beside it lists it.
  if (!isShared && (overwrite || owners.length === 0)) await journals.forgetFinished();
  if (owners.length > 0) await removeTemporariesOf(owners, new Set([folder, ...foldersOf(folder, plan)]));
  await removeBoxLists(folder, owners);
  await journals.discard(owners);
  return { journal, inherited: records, since, until };
}

const foldersOf = (folder: string, images: Iterable<PlannedOutput>): Set<string> =>
  new Set(Array.from(images, ({ stem }) => path.dirname(path.join(folder, stem))));

async function removeTemporariesOf(owners: readonly ProcessId[], folders: ReadonlySet<string>): Promise<void> {
  const gone = new Set(owners.map(formatProcessId));
  for (const folder of folders) await removeTemporaries(folder, (owner) => gone.has(formatProcessId(owner)));
}
