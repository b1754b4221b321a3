import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Change } from '../changes/change.ts';
import { appendToLog, type LogPosition, LOG_START } from './change-log.ts';
import { writeLogEnd } from './log-end.ts';
import { type GalleryHeader, VERSION, writeHeader } from './header.ts';
import { cropsFolder, filesOf, generationOf, idOfCrop } from './layout.ts';
import type { LoadedGallery } from './load.ts';
import { readRecords } from './records.ts';
import { writeRows } from './row-file.ts';
import { namesIn } from '../../files/if-there.ts';

/** Faces that are written at a time. */
const AT_A_TIME = 4096;

/**
 * Writes what counts of a gallery as a generation of its own, without what was removed, and makes it the one that counts. Killed before
 * its end it has changed nothing.
 *
 * @throws FacekitError `disk-full`, `output-not-writable`, `write-failed`
 */
export async function writeGeneration(
  folder: string,
  header: GalleryHeader,
  { state, rows, log }: Pick<LoadedGallery, 'state' | 'rows' | 'log'>,
): Promise<void> {
  const { generation, embeddings, rule } = header;
  const files = filesOf(folder, generation);
  for (const left of [files.log, files.logEnd, files.index, files.rows]) await rm(left, { force: true });
  await writeRows(files.rows, 0, []);
  let { end } = await appendToLog(files.log, LOG_START, [{ change: 'begin', version: VERSION, embeddings, rule }]);
  const all = state.all();
  for (let first = 0; first < all.length; first += AT_A_TIME) {
    const some = all.slice(first, first + AT_A_TIME);
    const faces = await readRecords({ log, state }, some);
    await writeRows(
      files.rows,
      first,
      some.map((row) => rows.view(row, 1)),
    );
    const moved = faces.map((face, i) => ({ ...face, row: first + i }));
    ({ end } = await appendToLog(files.log, end, moved));
  }
  await writeLogEnd(files.logEnd, await appendCalibration(files.log, end, state.calibration));
  await writeHeader(folder, header);
}

async function appendCalibration(
  log: string,
  end: LogPosition,
  calibration: LoadedGallery['state']['calibration'],
): Promise<LogPosition> {
  if (!calibration) return end;
  const change: Change = { change: 'calibrate', ...calibration };
  return (await appendToLog(log, end, [change])).end;
}

/** Deletes the files of other generations, and pictures of faces that there are no more. */
export async function removeLeftovers(
  folder: string,
  { header, state }: Pick<LoadedGallery, 'header' | 'state'>,
): Promise<void> {
  for (const name of await namesIn(folder)) {
    const generation = generationOf(name);
    if (generation !== undefined && generation !== header.generation)
      await rm(path.join(folder, name), { force: true });
  }
  for (const name of await namesIn(cropsFolder(folder))) {
    const id = idOfCrop(name);
    if (id !== undefined && state.rowOf(id) === undefined)
      await rm(path.join(cropsFolder(folder), name), { force: true });
  }
}
