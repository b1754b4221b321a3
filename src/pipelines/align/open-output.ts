import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createAtomicWriter, removeTemporaries, type AtomicWriter, type WriteBytes } from '../../files/atomic-file.ts';
import { withLock } from '../../files/lock.ts';
import { writing } from '../../files/output-errors.ts';
import { requireInside } from '../../files/real-path.ts';
import { formatProcessId, type ProcessId } from '../../files/process-id.ts';
import type { PlannedOutput } from '../../dataset/output-plan.ts';
import { mergeRecords, readEarlierRecords } from './alignment-file.ts';
import type { OutputState } from './decide.ts';
import { finishJournal, forgetFinishedRuns, imagesOfFinishedRuns } from './finished-runs.ts';
import { discardJournals, openJournal, readInheritance, type Journal, type JournalHeader } from './journal.ts';
import { boundingBoxes } from './outputs.ts';
import { claimSettings, settleSettings } from './settings-file.ts';
import type { AlignmentSettings } from './align-settings.ts';

export interface OpenOutputOptions {
  readonly folder: string;
  /** The folder as the user named it. */
  readonly named: string;
  readonly self: ProcessId;
  readonly settings: AlignmentSettings;
  readonly overwrite: boolean;
  readonly plan: readonly PlannedOutput[];
  readonly revision: string;
  readonly writeBytes?: WriteBytes | undefined;
}

/** An output folder that this process works in, perhaps together with others. */
export interface OpenOutput {
  readonly state: OutputState;
  readonly journal: Journal;
  /** Writes the lists and removes the journal. */
  finish(): Promise<void>;
  /** Closes what is open. Before `finish`, the journal stays for the next run. */
  close(): Promise<void>;
}

const lockPath = (folder: string): string => path.join(folder, '.alignment.lock');
const boxesPath = (folder: string, { key }: ProcessId): string => path.join(folder, `bounding_boxes_${key}.txt`);

/**
 * Makes the output folder ready: compares settings, takes up what killed runs have left, and begins this run's journal.
 *
 * @throws FacekitError `settings-differ`, `alignment-damaged`, `leads-outside`, `output-not-writable`, `disk-full`, `locked`
 */
export async function openOutput(options: OpenOutputOptions): Promise<OpenOutput> {
  const { folder, self } = options;
  const writer = createAtomicWriter(self, 'm', options.writeBytes);
  await writing(folder, () => mkdir(folder, { recursive: true }));
  await requireInside(
    folder,
    options.plan.map(({ stem }) => path.posix.dirname(stem)),
  );
  return withLock(lockPath(folder), self, async () => {
    const { state, journal } = await takeOver(options, writer);
    await writer.write(path.join(folder, 'revision_info.txt'), options.revision);
    return {
      state,
      journal,
      finish: async () => {
        await journal.requireThere();
        await withLock(lockPath(folder), self, () => finish(options, journal, writer));
      },
      close: () => journal.close(),
    };
  });
}

async function takeOver(
  { folder, self, settings, overwrite, plan }: OpenOutputOptions,
  writer: AtomicWriter,
): Promise<{ state: OutputState; journal: Journal }> {
  // Before anything is written: a damaged record ends the run here.
  const earlier = await readEarlierRecords(folder);
  const renewing = await claimSettings(folder, settings, { overwrite, writer });
  const started = Date.now();
  const header: JournalHeader = { settings: JSON.stringify(settings), overwrite: renewing, started };
  const { isShared, owners, records, since, until } = await readInheritance(folder, self, header);
  const journal = await openJournal(folder, self, {
    header: { ...header, started: Math.min(started, since) },
    inherited: [...records.values()],
    writer,
  });
  // What is made again is listed again; what a stopped run has left is not, where a run beside it lists it.
  if (!isShared && (renewing || owners.length === 0)) await forgetFinishedRuns(folder);
  await removeLeftovers(folder, owners, plan);
  await discardJournals(folder, owners);
  const state = {
    output: folder,
    detectMultipleFaces: settings.detectMultipleFaces,
    stems: new Set(plan.map(({ stem }) => stem)),
    overwrite: renewing,
    earlier,
    inherited: records,
    orphanedSince: since,
    orphanedUntil: until,
  };
  return { state, journal };
}

/** Removes half-written files of killed runs, and their lists of boxes: what was finished goes into this run's list. */
async function removeLeftovers(
  folder: string,
  owners: readonly ProcessId[],
  plan: readonly PlannedOutput[],
): Promise<void> {
  if (owners.length === 0) return;
  const gone = new Set(owners.map(formatProcessId));
  const folders = new Set([folder, ...plan.map(({ stem }) => path.dirname(path.join(folder, stem)))]);
  for (const each of folders) await removeTemporaries(each, (owner) => gone.has(formatProcessId(owner)));
  for (const owner of owners) await rm(boxesPath(folder, owner), { force: true });
}

async function finish(
  { folder, named, self, settings, plan }: OpenOutputOptions,
  journal: Journal,
  writer: AtomicWriter,
): Promise<void> {
  const stems = new Map(plan.map(({ path: image, stem }) => [image, stem]));
  await mergeRecords(folder, journal.lines, writer);
  const listed = await imagesOfFinishedRuns(folder);
  const ours = new Map([...journal.lines].filter(([image]) => !listed.has(image)));
  await writer.write(boxesPath(folder, self), boundingBoxes(ours, stems, named));
  await settleSettings(folder, settings, writer);
  await finishJournal(folder, self, journal);
}
