import * as v from 'valibot';
import { crc32 } from '../../core/encoding/crc32.ts';
import { checkValue } from '../../core/json.ts';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { randomKey } from '../../core/random.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { thisProcess } from '../../files/process-id.ts';
import { openRegularFile, readRegularFile } from '../../files/regular-file.ts';
import { packArrays, unpackArrays } from '../../formats/packed-arrays.ts';
import { COUNT } from '../../models/model-schema.ts';
import { CALIBRATION } from '../changes/change.ts';
import { GalleryState } from '../changes/state.ts';
import type { RowMatrix } from '../search/row-matrix.ts';
import { SumLengths } from '../search/sum-lengths.ts';
import type { LogPosition } from './change-log.ts';
import type { GalleryFiles } from './layout.ts';
import { blockSums } from './row-file.ts';

/** What the changes up to a place of the log add up to, so that they need not be read one by one. It can be made anew from them. */
export interface Snapshot {
  readonly state: GalleryState;
  readonly position: LogPosition;
  /** CRC-32 of each whole block of rows. */
  readonly blocks: Uint32Array;
  readonly sumLengths: SumLengths;
}

const VERSION = 1;
const POSITION = v.object({ offset: COUNT, lines: COUNT });
const ABOUT = v.object({
  version: v.literal(VERSION),
  position: POSITION,
  state: v.object({
    names: v.array(v.string()),
    calibration: v.optional(CALIBRATION),
    count: COUNT,
    taken: v.tuple([COUNT, COUNT]),
  }),
});

/** The log is checked in pieces of so many bytes. */
const PIECE = 2 ** 20;
/** A log that has grown by so many bytes, and by this share, since it was last noted what it adds up to is worth another note. */
const GROWTH_BYTES = 2 ** 20;
const GROWTH_SHARE = 0.05;

/** Undefined where there is none, or it is not of this log as it is. */
export async function readSnapshot({ log, index }: GalleryFiles): Promise<Snapshot | undefined> {
  try {
    const unpacked = unpackArrays(await readRegularFile(index));
    const about = unpacked && checkValue(unpacked.about, ABOUT);
    if (!unpacked || !about?.ok) return undefined;
    const [pieces, blocks, lengths, ...columns] = unpacked.arrays;
    const { position, state } = about.value;
    const now = await piecesOf(log, position.offset);
    if (
      !(blocks instanceof Uint32Array && lengths instanceof Float32Array) ||
      !pieces ||
      Buffer.compare(bytesOf(now), bytesOf(pieces)) !== 0
    )
      return undefined;
    return {
      ...{ position, blocks, sumLengths: new SumLengths(lengths) },
      state: GalleryState.fromParts({ ...state, columns }),
    };
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}

export interface Noting {
  readonly files: GalleryFiles;
  readonly state: GalleryState;
  readonly rows: RowMatrix;
  readonly sumLengths: SumLengths;
  readonly position: LogPosition;
}

/** Notes what the changes add up to, where that is worth it and the folder can be written. */
export async function noteSnapshot(
  { files, state, rows, sumLengths, position }: Noting,
  last: Snapshot | undefined,
): Promise<void> {
  const grown = position.offset - (last?.position.offset ?? 0);
  if (grown < Math.max(GROWTH_BYTES, position.offset * GROWTH_SHARE)) return;
  const { columns, ...parts } = state.toParts();
  const pieces = await piecesOf(files.log, position.offset);
  const about = { version: VERSION, position, state: parts };
  const lengths = sumLengths.of(rows, state.owners, state.personCount, state.takeChanged());
  const writer = createAtomicWriter(thisProcess(randomKey()), 'index');
  try {
    await writer.write(files.index, packArrays(about, [pieces, blockSums(rows), lengths, ...columns]));
  } catch (error) {
    // It only spares time.
    if (!(error instanceof FacekitError)) throw error;
  }
}

/** The CRC-32 of each piece of the beginning of a log. */
async function piecesOf(log: string, length: number): Promise<Uint32Array> {
  const handle = await openRegularFile(log);
  try {
    const sums = new Uint32Array(Math.ceil(length / PIECE));
    const piece = Buffer.allocUnsafeSlow(PIECE);
    for (let i = 0; i < sums.length; i++) {
      const wanted = Math.min(PIECE, length - i * PIECE);
      let done = 0;
      for (let read = -1; read !== 0 && done < wanted; done += read)
        ({ bytesRead: read } = await handle.read(piece, done, wanted - done, i * PIECE + done));
      sums[i] = done === wanted ? crc32(piece.subarray(0, wanted)) : 0;
    }
    return sums;
  } finally {
    await handle.close();
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
