import { sizeOrNone } from '../../files/file-size.ts';
import { RowMatrix } from '../search/row-matrix.ts';
import { type Change, type EnrolChange } from './change.ts';
import { LOG_START, readLog } from './change-log.ts';
import type { GalleryHeader } from './header.ts';
import { filesOf } from './layout.ts';
import { crcOfRow, readRows } from './row-file.ts';
import { GalleryState } from './state.ts';

/** What can be read of a damaged gallery. */
export interface Salvage {
  readonly state: GalleryState;
  readonly rows: RowMatrix;
  /** Lines of the log that are damaged, from 1, and the first with what is wrong with it. */
  readonly lines: readonly { readonly line: number; readonly problem: string }[];
  /** Faces that are in the log but whose embedding is cut off or was changed. */
  readonly lost: readonly EnrolChange[];
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
  const lost: EnrolChange[] = [];
  const hasLog = (await sizeOrNone(files.log)) > 0;
  if (hasLog)
    await readLog(files.log, LOG_START, {
      onChange: (change) => applyOrLose(change, state, { rowCount, lost }),
      onDamage: (line, problem) => lines.push({ line, problem }),
    });
  if (state.rows > 0) await readRows(files.rows, rows, state.rows);
  for (const face of [...state.all()])
    if (face.crc !== crcOfRow(rows.view(face.row, 1))) {
      lost.push(face);
      state.apply({ change: 'remove', ids: [face.id], time: face.time });
    }
  return { state, rows, lines, lost, hasLog };
}

interface Losing {
  readonly rowCount: number;
  readonly lost: EnrolChange[];
}

/** A face whose row the file does not have is lost; its line is no worse for that. */
function applyOrLose(change: Change, state: GalleryState, { rowCount, lost }: Losing): string | undefined {
  if (change.change !== 'enrol' || change.row < rowCount) return state.apply(change);
  lost.push(change);
  return undefined;
}
