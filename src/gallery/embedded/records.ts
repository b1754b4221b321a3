import type { FileHandle } from 'node:fs/promises';
import { FacekitError } from '../../core/errors.ts';
import { openRegularFile } from '../../files/regular-file.ts';
import { decodeChange, type EnrolChange, type LinePlace } from '../changes/change.ts';
import type { FaceRecord } from '../changes/face-record.ts';
import type { GalleryState } from '../changes/state.ts';

/** What is read at once of places that follow one another. */
const WINDOW_BYTES = 2 ** 18;
/** Bytes that nobody asked for, read along to spare a look at the disk. */
const GAP_BYTES = 4096;

/**
 * Reads faces of a log again.
 *
 * @param rows of faces that the state has
 * @throws ENOENT where the log was replaced
 */
export async function readRecords(
  { log, state }: { readonly log: string; readonly state: GalleryState },
  rows: readonly number[],
): Promise<FaceRecord[]> {
  if (rows.length === 0) return [];
  const places = rows.map((row) => state.placeOf(row));
  const records = await readLinesAt(log, places);
  return records.map((record, i) => ({ ...record, person: state.personOf(rows[i] ?? 0) }));
}

/** Reads the enrolments at some places of a log, in their order. */
export async function readLinesAt(log: string, places: readonly LinePlace[]): Promise<EnrolChange[]> {
  const handle = await openRegularFile(log);
  try {
    const records: EnrolChange[] = [];
    for (let first = 0; first < places.length;) {
      const end = endOfWindow(places, first);
      records.push(...(await readWindow(handle, places.slice(first, end))));
      first = end;
    }
    return records;
  } finally {
    await handle.close();
  }
}

/** The end of the places from `first` on that are read at once. */
function endOfWindow(places: readonly LinePlace[], first: number): number {
  const start = places[first]?.offset ?? 0;
  let end = first + 1;
  for (; end < places.length; end++) {
    const [before, next] = [places[end - 1], places[end]];
    if (!before || !next) break;
    const gap = next.offset - before.offset - before.length;
    if (gap < 0 || gap > GAP_BYTES || next.offset + next.length - start > WINDOW_BYTES) break;
  }
  return end;
}

async function readWindow(handle: FileHandle, places: readonly LinePlace[]): Promise<EnrolChange[]> {
  const [first, last] = [places[0], places.at(-1)];
  if (!first || !last) return [];
  const bytes = Buffer.allocUnsafe(last.offset + last.length - first.offset);
  for (let done = 0, read = -1; read !== 0 && done < bytes.length; done += read)
    ({ bytesRead: read } = await handle.read(bytes, done, bytes.length - done, first.offset + done));
  return places.map(({ offset, length }) => {
    const start = offset - first.offset;
    const change = decodeChange(bytes.subarray(start, start + length));
    if (change.ok && change.value.change === 'enrol') return change.value;
    throw new FacekitError(
      'gallery-damaged',
      `Expected a face at byte ${offset} of the gallery's list of changes, where one was before: facekit gallery repair saves what is left.`,
    );
  });
}
