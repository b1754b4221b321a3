import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { writing } from '../../files/output-errors.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { type Change, decodeChange, encodeChange } from './change.ts';

/** How far a log was read: behind a whole line. */
export interface LogPosition {
  readonly offset: number;
  readonly lines: number;
}

export const LOG_START: LogPosition = { offset: 0, lines: 0 };

export interface LogReader {
  /** Returns what is wrong with a change, if anything. */
  onChange(change: Change): string | undefined;
  /** Told of a line, from 1, that is damaged. */
  onDamage(line: number, problem: string): void;
}

const CHUNK = 2 ** 20;
const LINE_END = 10;

/**
 * Reads the whole lines from a position on, and returns where they end. What stands behind the last line end is being written, or was
 * when its process was killed: it does not count.
 */
export async function readLog(file: string, from: LogPosition, reader: LogReader): Promise<LogPosition> {
  const handle = await openRegularFile(file);
  try {
    return await readLines(handle, from, reader);
  } finally {
    await handle.close();
  }
}

async function readLines(handle: FileHandle, from: LogPosition, reader: LogReader): Promise<LogPosition> {
  const chunk = Buffer.allocUnsafeSlow(CHUNK);
  let rest: Buffer = Buffer.alloc(0);
  let { offset, lines } = from;
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK, offset + rest.length);
    if (bytesRead === 0) return { offset, lines };
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, start)) {
      lines += 1;
      readLine(bytes.subarray(start, end), lines, reader);
      start = end + 1;
    }
    offset += start;
    rest = bytes.subarray(start);
  }
}

function readLine(line: Buffer, number: number, reader: LogReader): void {
  const change = decodeChange(line);
  const problem = change.ok ? reader.onChange(change.value) : change.problem;
  if (problem !== undefined) reader.onDamage(number, problem);
}

/**
 * Writes changes behind a position, in the place of anything that a killed process left there, and waits until the disk has them.
 * Returns where they end.
 *
 * @throws FacekitError `disk-full`, `output-not-writable`, `write-failed`
 */
export function appendToLog(file: string, at: LogPosition, changes: readonly Change[]): Promise<LogPosition> {
  return writing(file, async () => {
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW);
    try {
      const bytes = Buffer.from(changes.map(encodeChange).join(''));
      const { size } = await handle.stat();
      if (size > at.offset) await handle.truncate(at.offset);
      await writeAll(handle, bytes, at.offset);
      await handle.datasync();
      return { offset: at.offset + bytes.length, lines: at.lines + changes.length };
    } finally {
      await handle.close();
    }
  });
}

/** The system may write less at once than it is given. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
