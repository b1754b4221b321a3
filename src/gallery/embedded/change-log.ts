import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { FacekitError } from '../../core/errors.ts';
import { writing } from '../../files/output-errors.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { type Change, decodeHead, encodeChange, type LinePlace, type StateChange } from '../changes/change.ts';

/** How far a log was read: behind a whole line. */
export interface LogPosition {
  readonly offset: number;
  readonly lines: number;
}

export const LOG_START: LogPosition = { offset: 0, lines: 0 };

export interface LogReader {
  /** Returns what is wrong with a change, if anything. */
  onChange(change: StateChange, place: LinePlace): string | undefined;
  /** Told of a line, from 1, that is damaged. */
  onDamage(line: number, problem: string): void;
}

const CHUNK = 2 ** 20;
const LINE_END = 10;
/** Bytes: more than the removal of a million faces takes. What is longer is no line. */
const LONGEST_LINE = 2 ** 27;

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
  let chunk = Buffer.allocUnsafeSlow(CHUNK);
  let { offset, lines } = from;
  /** Bytes at the beginning of the chunk that are the beginning of a line. */
  let rest = 0;
  for (;;) {
    const { bytesRead } = await handle.read(chunk, rest, chunk.length - rest, offset + rest);
    if (bytesRead === 0) return { offset, lines };
    const bytes = chunk.subarray(0, rest + bytesRead);
    let start = 0;
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, start)) {
      lines += 1;
      readLine(bytes.subarray(start, end), { line: lines, offset: offset + start }, reader);
      start = end + 1;
    }
    offset += start;
    rest = bytes.length - start;
    if (rest >= LONGEST_LINE) {
      reader.onDamage(lines + 1, 'it is longer than any change');
      return { offset, lines };
    }
    if (rest === chunk.length) chunk = Buffer.concat([chunk, Buffer.allocUnsafeSlow(chunk.length)]);
    else bytes.copy(chunk, 0, start);
  }
}

function readLine(line: Buffer, at: { readonly line: number; readonly offset: number }, reader: LogReader): void {
  const change = decodeHead(line);
  const problem = change.ok
    ? reader.onChange(change.value, { offset: at.offset, length: line.length })
    : change.problem;
  if (problem !== undefined) reader.onDamage(at.line, problem);
}

/** What was written to a log. */
export interface Appended {
  readonly end: LogPosition;
  /** Where each change is. */
  readonly places: readonly LinePlace[];
}

/**
 * Writes changes behind a position, in the place of anything that a killed process left there, and waits until the disk has them.
 *
 * @throws FacekitError `disk-full`, `output-not-writable`, `write-failed`
 */
export function appendToLog(file: string, at: LogPosition, changes: readonly Change[]): Promise<Appended> {
  return writing(file, async () => {
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW);
    try {
      const lines = changes.map((change) => Buffer.from(encodeChange(change)));
      const { size } = await handle.stat();
      if (size < at.offset) throw cutOff(file);
      if (size > at.offset) await handle.truncate(at.offset);
      await writeAll(handle, Buffer.concat(lines), at.offset);
      await handle.datasync();
      let { offset } = at;
      const places = lines.map(({ length }) => {
        const place = { offset, length: length - 1 };
        offset += length;
        return place;
      });
      return { end: { offset, lines: at.lines + changes.length }, places };
    } finally {
      await handle.close();
    }
  });
}

const cutOff = (file: string): FacekitError =>
  new FacekitError(
    'gallery-damaged',
    `Expected ${file} to grow only but it was cut off meanwhile: facekit gallery repair saves what is left.`,
  );

/** The system may write less at once than it is given. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
