import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseRecord } from '../../dataset/alignment-record.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { formatProcessId, parseProcessId, type ProcessId } from '../../files/process-id.ts';
import { hasResult, type Journal } from './journal.ts';

/*
 * Runs that work in one folder at the same time may look at the same image: those without a face leave no crop that the others would see.
 * The first that finishes lists it. So that the others know, its journal stays as a `.finished` file for as long as there is another journal.
 */

const FINISHED = /^\.alignment-(.+)\.finished$/;

/** The images in the lists of boxes of finished runs that another run went on beside. Call it under the folder's lock. */
export async function imagesOfFinishedRuns(output: string): Promise<ReadonlySet<string>> {
  const images = new Set<string>();
  for (const file of await finishedFiles(output)) {
    const lines = (await readRegularFile(file)).toString().split('\n');
    for (const record of lines.flatMap((line) => parseRecord(line) ?? [])) {
      if (hasResult(record)) images.add(record.path);
    }
  }
  return images;
}

/** Ends the journal of a run whose lists are written: kept for those that still have one, or removed with all that was kept for this run. */
export async function finishJournal(output: string, owner: ProcessId, journal: Journal): Promise<void> {
  await journal.close();
  if (await journal.isAlone()) {
    await forgetFinishedRuns(output);
    await journal.remove();
  } else {
    await rename(journal.file, path.join(output, `.alignment-${formatProcessId(owner)}.finished`));
  }
}

/** Nobody is left who worked beside them. */
export async function forgetFinishedRuns(output: string): Promise<void> {
  for (const file of await finishedFiles(output)) await rm(file, { force: true });
}

const finishedFiles = async (output: string): Promise<string[]> =>
  (await readdir(output))
    .filter((name) => parseProcessId(FINISHED.exec(name)?.[1] ?? ''))
    .map((name) => path.join(output, name));
