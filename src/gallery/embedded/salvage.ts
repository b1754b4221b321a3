import { sizeOrNone } from '../../files/file-size.ts';
import type { LinePlace, StateChange } from '../changes/change.ts';
import { crcOfRow } from '../changes/crc-of-row.ts';
import type { FaceRecord } from '../changes/face-record.ts';
import { GalleryState } from '../changes/state.ts';
import { RowMatrix } from '../search/row-matrix.ts';
import { LOG_START, readLog } from './change-log.ts';
import type { GalleryHeader } from './header.ts';
import { readLogEnd } from './log-end.ts';
import { filesOf } from './layout.ts';
import { readLinesAt, readRecords } from './records.ts';
import { readRows } from './row-file.ts';

/** What can be read of a damaged gallery. */
export interface Salvage {
  readonly state: GalleryState;
  readonly rows: RowMatrix;
  /** Lines of the log that are damaged, from 1, and the first with what is wrong with it. */
  readonly lines: readonly { readonly line: number; readonly problem: string }[];
  /** Changes that were reported as made and are not in the log: it was cut off. */
  readonly missingLines: number;
  /** Faces that are in the log but whose embedding is cut off or was changed. */
  readonly lost: readonly FaceRecord[];
  /** Whether there is a log at all. */
  readonly hasLog: boolean;
}

/** Reads all that is whole: lines whose checksum is right, and embeddings that they agree with. */
export async function salvage(
  folder: string,
  { generation, embeddings: { dimension } }: GalleryHeader,
): Promise<Salvage> {
  const files = filesOf(folder, generation);
  const rowCount = Math.floor((await sizeOrNone(files.rows)) / (dimension * 4));
  const state = new GalleryState(rowCount);
  const rows = new RowMatrix(dimension);
  const lines: { line: number; problem: string }[] = [];
  const beyond: LinePlace[] = [];
  const reported = await readLogEnd(files.logEnd);
  const hasLog = (await sizeOrNone(files.log)) > 0;
  let end = LOG_START;
  if (hasLog)
    end = await readLog(files.log, LOG_START, {
      onChange: (change, place) => (isBeyond(change, rowCount) ? void beyond.push(place) : state.apply(change, place)),
      onDamage: (line, problem) => lines.push({ line, problem }),
    });
  if (state.rows > 0) await readRows(files.rows, rows, state.rows);
  const damaged = state.all().filter((row) => state.crcOf(row) !== crcOfRow(rows.view(row, 1)));
  const lost = hasLog
    ? [...(await readLinesAt(files.log, beyond)), ...(await readRecords({ log: files.log, state }, damaged))]
    : [];
  for (const row of damaged) state.removeRow(row);
  const missingLines = end.offset < reported.offset ? Math.max(1, reported.lines - end.lines) : 0;
  return { state, rows, lines, missingLines, lost, hasLog };
}

/** A face whose row the file does not have is lost; its line is no worse for that. */
const isBeyond = (change: StateChange, rowCount: number): boolean =>
  change.change === 'enrol' && change.row >= rowCount;
