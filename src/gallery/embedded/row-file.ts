import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { writing } from '../../files/output-errors.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { bytesOfRow, crcOfRow } from '../changes/crc-of-row.ts';
import type { RowMatrix } from '../search/row-matrix.ts';
import { writeAll } from './change-log.ts';

/** What is read at once. */
const CHUNK_BYTES = 8 * 2 ** 20;

/** Rows whose checksum is taken together. */
export const BLOCK_ROWS = 1024;

/** The CRC-32 of each whole block of rows; 0 of one whose rows do not lie together. */
export function blockSums(matrix: RowMatrix): Uint32Array {
  return Uint32Array.from({ length: Math.floor(matrix.count / BLOCK_ROWS) }, (_, b) => {
    const rows = matrix.view(b * BLOCK_ROWS, BLOCK_ROWS);
    return rows.length === BLOCK_ROWS * matrix.dimension ? crcOfRow(rows) : 0;
  });
}

/** Reads the rows that the matrix does not have yet, up to `count` in all. What the file does not have is zero. */
export async function readRows(file: string, matrix: RowMatrix, count: number): Promise<void> {
  const first = matrix.count;
  if (count <= first) return;
  const rowBytes = matrix.dimension * 4;
  const handle = await openRegularFile(file);
  try {
    matrix.extend(count);
    const most = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
    for (let row = first; row < count;) {
      const numbers = matrix.view(row, Math.min(most, count - row));
      const bytes = bytesOfRow(numbers);
      for (let read = -1, done = 0; read !== 0 && done < bytes.length; done += read)
        ({ bytesRead: read } = await handle.read(bytes, done, bytes.length - done, row * rowBytes + done));
      row += numbers.length / matrix.dimension;
    }
  } finally {
    await handle.close();
  }
}

/**
 * Writes rows from a place on, over what a killed process may have left there, and waits until the disk has them.
 *
 * @throws FacekitError `disk-full`, `output-not-writable`, `write-failed`
 */
export function writeRows(file: string, first: number, rows: readonly Float32Array[]): Promise<void> {
  return changing(file, async (handle) => {
    const bytes = Buffer.concat(rows.map(bytesOfRow));
    await writeAll(handle, bytes, first * (rows[0]?.byteLength ?? 0));
  });
}

/** Overwrites rows with zeros, and waits until the disk has that. */
export function clearRows(file: string, rows: readonly number[], dimension: number): Promise<void> {
  const zeros = new Uint8Array(dimension * 4);
  return changing(file, async (handle) => {
    for (const row of rows) await writeAll(handle, zeros, row * zeros.length);
  });
}

function changing(file: string, change: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
  return writing(file, async () => {
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW);
    try {
      await change(handle);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  });
}
