import * as v from 'valibot';
import { crc32 } from '../../core/encoding/crc32.ts';
import { checkJson, type Checked } from '../../core/json.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { EMBEDDING_METADATA } from '../../dataset/embedding-file/metadata.ts';
import { COUNT, FRACTION, NUMBER, SHA256, TEXT } from '../../models/model-schema.ts';
import type { Calibration } from '../contents.ts';
import { FIRST_PERSON_RULE, PERSON_RULES, type PersonRule } from '../person-rule.ts';

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
  | {
      readonly change: 'begin';
      readonly version: number;
      readonly embeddings: EmbeddingFileMetadata;
      readonly rule: PersonRule;
    }
  | EnrolChange
  | { readonly change: 'remove'; readonly ids: readonly string[]; readonly time: string }
  /** All faces of `person` become those of `name`. */
  | { readonly change: 'rename'; readonly person: string; readonly name: string; readonly time: string }
  | ({ readonly change: 'calibrate' } & Calibration);

/** What a gallery keeps in memory of a face; the rest is read when somebody asks for it. */
export type FaceHead = Pick<EnrolChange, 'change' | 'id' | 'person' | 'row' | 'crc' | 'sha256'>;

/** A change with what it takes to carry it out. */
export type StateChange = Exclude<Change, EnrolChange> | FaceHead;

/** Where a change stands in its list, without the line's end: its byte in a log, or its number in a database. */
export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

/** Hexadecimal digits of a CRC-32. */
const DIGITS = 8;
const TAB = 9;

/** A change as a line that tells whether it was damaged: JSON, a tab, the CRC-32 of the JSON. */
export function encodeChange(change: Change): string {
  const json = JSON.stringify(change);
  return `${json}\t${checksum(Buffer.from(json))}\n`;
}

const checksum = (json: Uint8Array): string => crc32(json).toString(16).padStart(DIGITS, '0');

const WRONG_CHECKSUM = { ok: false, problem: 'its checksum is wrong' } as const;

/** Reads a line, without its end. */
export function decodeChange(line: Buffer): Checked<Change> {
  const end = line.length - DIGITS - 1;
  if (end < 0 || line[end] !== TAB) return { ok: false, problem: 'it has no checksum' };
  const json = line.subarray(0, end);
  if (checksum(json) !== line.toString('latin1', end + 1)) return WRONG_CHECKSUM;
  return checkJson(json.toString(), CHANGE);
}

const NAME = String.raw`"([^"\\\x00-\x1f]+)"`;
const ESCAPE = String.raw`\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})`;
const STRING = String.raw`"[^"\\\x00-\x1f]*(?:${ESCAPE}[^"\\\x00-\x1f]*)*"`;
const WHOLE = String.raw`(?:0|[1-9]\d{0,14})`;
const DECIMAL = String.raw`-?${WHOLE}(?:\.\d{1,20})?`;
const BOX = `"box":(?:null|\\[${DECIMAL}(?:,${DECIMAL}){3}\\])`;
const SCORE = `"score":(?:null|${DECIMAL})`;
/** An enrolment as `encodeChange` writes it, and nothing that JSON would not take. Its groups: id, person, row, CRC of the row, SHA-256, checksum. */
const ENROLMENT = new RegExp(
  `^\\{"change":"enrol","id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})","person":${NAME},"row":(${WHOLE}),"crc":(${WHOLE}),` +
    `"path":${STRING},"sha256":"([0-9a-f]{64})","face":${WHOLE},(?:${BOX},${SCORE}|${SCORE},${BOX}),` +
    `"time":"[0-9TZ:.-]+","crop":(?:true|false)\\}\t([0-9a-f]{${DIGITS}})$`,
);

/** Reads of a line, without its end, what it takes to carry it out: of enrolments in a fifth of the time of `decodeChange`. */
export function decodeHead(line: Buffer): Checked<StateChange> {
  const [, id, person, row, crc, sha256, sum] = ENROLMENT.exec(line.toString('latin1')) ?? [];
  if (!id || !person || !sha256 || !sum) return decodeChange(line);
  if (crc32(line.subarray(0, line.length - DIGITS - 1)) !== Number.parseInt(sum, 16)) return WRONG_CHECKSUM;
  // A copy: parts of a string keep the whole of it in memory.
  const name = Buffer.from(person, 'latin1').toString();
  return { ok: true, value: { change: 'enrol', id, person: name, row: Number(row), crc: Number(crc), sha256 } };
}

const UUID = v.pipe(v.string('a UUID'), v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a UUID'));

/** How distances from people are measured. */
export const RULE = v.optional(v.picklist(PERSON_RULES), FIRST_PERSON_RULE);

export const CALIBRATION = v.object({
  threshold: NUMBER,
  rule: RULE,
  method: v.picklist(['quantile', 'extreme-value']),
  targetFpir: FRACTION,
  people: COUNT,
  faces: COUNT,
  calibrated: TEXT,
});

/** What the line of a calibration says, without its kind. */
export const calibrationIn = (change: { readonly change: 'calibrate' } & Calibration): Calibration =>
  v.parse(CALIBRATION, change);

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
  v.object({ change: v.literal('begin'), version: COUNT, embeddings: EMBEDDING_METADATA, rule: RULE }),
  v.object({ change: v.literal('remove'), ids: v.array(UUID), time: TEXT }),
  v.object({ change: v.literal('rename'), person: TEXT, name: TEXT, time: TEXT }),
  v.object({ change: v.literal('calibrate'), ...CALIBRATION.entries }),
]);
