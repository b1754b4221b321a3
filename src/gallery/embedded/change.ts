import * as v from 'valibot';
import { crc32 } from '../../core/crc32.ts';
import { checkJson, type Checked } from '../../core/json.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { EMBEDDING_METADATA } from '../../dataset/embedding-file/metadata.ts';
import { COUNT, FRACTION, NUMBER, SHA256, TEXT } from '../../models/model-schema.ts';
import type { Calibration } from '../contents.ts';

/** A face as the log holds it. */
export interface EnrolChange {
  readonly change: 'enrol';
  readonly id: string;
  readonly person: string;
  /** Place of its embedding in the file of rows, and the CRC-32 of that. */
  readonly row: number;
  readonly crc: number;
  readonly path: string;
  readonly sha256: string;
  readonly face: number;
  readonly box: readonly [number, number, number, number] | null;
  readonly score: number | null;
  readonly time: string;
  readonly crop: boolean;
}

/** A line of the log. */
export type Change =
  /** The first line: enough to read the rest without `gallery.json`. */
  | { readonly change: 'begin'; readonly version: number; readonly embeddings: EmbeddingFileMetadata }
  | EnrolChange
  | { readonly change: 'remove'; readonly ids: readonly string[]; readonly time: string }
  /** All faces of `person` become those of `name`. */
  | { readonly change: 'rename'; readonly person: string; readonly name: string; readonly time: string }
  | ({ readonly change: 'calibrate' } & Calibration);

/** Hexadecimal digits of a CRC-32. */
const DIGITS = 8;
const TAB = 9;

/** A change as a line that tells whether it was damaged: JSON, a tab, the CRC-32 of the JSON. */
export function encodeChange(change: Change): string {
  const json = JSON.stringify(change);
  return `${json}\t${checksum(Buffer.from(json))}\n`;
}

const checksum = (json: Uint8Array): string => crc32(json).toString(16).padStart(DIGITS, '0');

/** Reads a line, without its end. */
export function decodeChange(line: Buffer): Checked<Change> {
  const end = line.length - DIGITS - 1;
  if (end < 0 || line[end] !== TAB) return { ok: false, problem: 'it has no checksum' };
  const json = line.subarray(0, end);
  if (checksum(json) !== line.toString('latin1', end + 1)) return { ok: false, problem: 'its checksum is wrong' };
  return checkJson(json.toString(), CHANGE);
}

const UUID = v.pipe(v.string('a UUID'), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a UUID'));

const CHANGE: v.GenericSchema<unknown, Change> = v.variant('change', [
  v.object({
    change: v.literal('enrol'),
    id: UUID,
    person: TEXT,
    row: COUNT,
    crc: COUNT,
    path: v.string('a path'),
    sha256: SHA256,
    face: COUNT,
    box: v.nullable(v.tuple([NUMBER, NUMBER, NUMBER, NUMBER])),
    score: v.nullable(NUMBER),
    time: TEXT,
    crop: v.boolean(),
  }),
  v.object({ change: v.literal('begin'), version: COUNT, embeddings: EMBEDDING_METADATA }),
  v.object({ change: v.literal('remove'), ids: v.array(UUID), time: TEXT }),
  v.object({ change: v.literal('rename'), person: TEXT, name: TEXT, time: TEXT }),
  v.object({
    change: v.literal('calibrate'),
    threshold: NUMBER,
    method: v.picklist(['quantile', 'extreme-value']),
    targetFpir: FRACTION,
    people: COUNT,
    faces: COUNT,
    calibrated: TEXT,
  }),
]);
