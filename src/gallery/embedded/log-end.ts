import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { crc32 } from '../../core/encoding/crc32.ts';
import { systemErrorCode } from '../../core/errors.ts';
import { writing } from '../../files/output-errors.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { type LogPosition, LOG_START, writeAll } from './change-log.ts';

/** Bytes of the file: two numbers of 8 bytes and the CRC-32 of these. */
const LENGTH = 20;

/**
 * Notes how far a log reaches whose changes were reported as made. It follows the log, which is on the disk already: after a power failure
 * it may say less than there is, never more. A log that ends before it was cut off.
 *
 * @throws FacekitError `disk-full`, `output-not-writable`, `write-failed`
 */
export function writeLogEnd(file: string, { offset, lines }: LogPosition): Promise<void> {
  const bytes = new DataView(new ArrayBuffer(LENGTH));
  bytes.setFloat64(0, offset, true);
  bytes.setFloat64(8, lines, true);
  bytes.setUint32(16, crc32(new Uint8Array(bytes.buffer, 0, 16)), true);
  return writing(file, async () => {
    const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW);
    try {
      await writeAll(handle, new Uint8Array(bytes.buffer), 0);
    } finally {
      await handle.close();
    }
  });
}

/** How far a log reaches at least. Its start where that was never noted, as in older galleries, or cannot be read. */
export async function readLogEnd(file: string): Promise<LogPosition> {
  const bytes = new DataView(new ArrayBuffer(LENGTH));
  try {
    const handle = await openRegularFile(file);
    try {
      await handle.read(new Uint8Array(bytes.buffer), 0, LENGTH, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return LOG_START;
  }
  if (bytes.getUint32(16, true) !== crc32(new Uint8Array(bytes.buffer, 0, 16))) return LOG_START;
  return { offset: bytes.getFloat64(0, true), lines: bytes.getFloat64(8, true) };
}
