import { systemErrorCode } from '../../core/errors.ts';
import { crcOfRow } from '../changes/crc-of-row.ts';
import { GalleryState } from '../changes/state.ts';
import { RowMatrix } from '../search/row-matrix.ts';
import { SumLengths } from '../search/sum-lengths.ts';
import { type LogPosition, LOG_START, readLog } from './change-log.ts';
import { damagedError } from './damage.ts';
import { type GalleryHeader, readHeader } from './header.ts';
import { readLogEnd } from './log-end.ts';
import { filesOf } from './layout.ts';
import { BLOCK_ROWS, readRows } from './row-file.ts';
import { noteSnapshot, readSnapshot } from './snapshot.ts';

/** A gallery in memory, and how far its log was read. */
export interface LoadedGallery {
  readonly header: GalleryHeader;
  /** The list of changes, which has what the state does not keep. */
  readonly log: string;
  readonly state: GalleryState;
  readonly rows: RowMatrix;
  readonly sumLengths: SumLengths;
  position: LogPosition;
}

/** A compaction may replace the files between two looks. */
const ATTEMPTS = 5;

/**
 * Reads a gallery.
 *
 * @throws FacekitError `gallery-not-found`, `gallery-damaged`, `gallery-version`
 */
export async function loadGallery(folder: string): Promise<LoadedGallery> {
  for (let attempt = 1; ; attempt++) {
    const header = await readHeader(folder);
    const rows = new RowMatrix(header.embeddings.dimension);
    const files = filesOf(folder, header.generation);
    const { log, logEnd } = files;
    // Before the log: another process may add to both.
    const reported = await readLogEnd(logEnd);
    try {
      const last = await readSnapshot(files);
      const { state, sumLengths, position } = last ?? {
        ...{ state: new GalleryState(), sumLengths: new SumLengths() },
        position: LOG_START,
      };
      const gallery = { header, log, rows, state, sumLengths, position };
      await readOn(folder, gallery, last?.blocks);
      if (gallery.position.offset < reported.offset) throw await damagedError(folder, header);
      await noteSnapshot({ files, ...gallery }, last);
      return gallery;
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error;
      const { generation } = await readHeader(folder);
      if (generation === header.generation || attempt === ATTEMPTS) throw await damagedError(folder, header);
    }
  }
}

/**
 * Reads what was added since.
 *
 * @param blocks checksums of blocks of rows that are known
 * @throws FacekitError `gallery-damaged`; ENOENT as it is where the files are gone
 */
export async function readOn(folder: string, gallery: LoadedGallery, blocks?: Uint32Array): Promise<void> {
  const { header, state, rows } = gallery;
  const first = rows.count;
  await readTail(folder, gallery);
  await readRows(filesOf(folder, header.generation).rows, rows, state.rows);
  if (!hasDamagedRows(gallery, first, blocks)) return;
  // One that was removed meanwhile is overwritten with zeros.
  await readTail(folder, gallery);
  if (hasDamagedRows(gallery, first)) throw await damagedError(folder, header);
}

async function readTail(folder: string, gallery: LoadedGallery): Promise<void> {
  const { header, log, state } = gallery;
  const damaged: number[] = [];
  const position = await readLog(log, gallery.position, {
    onChange: (change, place) => state.apply(change, place),
    onDamage: (line) => damaged.push(line),
  });
  if (damaged.length > 0) throw await damagedError(folder, header);
  gallery.position = position;
}

function hasDamagedRows({ state, rows }: LoadedGallery, first: number, blocks?: Uint32Array): boolean {
  const last = Math.min(rows.count, state.rows);
  for (let row = first; row < last; row++) {
    if (row % BLOCK_ROWS === 0 && isKnownBlock(rows, row, blocks)) row += BLOCK_ROWS - 1;
    else if (state.has(row) && state.crcOf(row) !== crcOfRow(rows.view(row, 1))) return true;
  }
  return false;
}

/** Whether a block of rows is as it was when its checksum was taken. */
function isKnownBlock(rows: RowMatrix, row: number, blocks?: Uint32Array): boolean {
  const sum = blocks?.[row / BLOCK_ROWS];
  if (sum === undefined) return false;
  const block = rows.view(row, BLOCK_ROWS);
  return block.length === BLOCK_ROWS * rows.dimension && crcOfRow(block) === sum;
}
