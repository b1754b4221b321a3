import * as v from 'valibot';
import { FacekitError } from '../core/errors.ts';
import type { Face } from '../core/face.ts';
import { isInnerPath, isPathText } from '../core/inner-path.ts';
import { checkJson, type Checked, parseJson } from '../core/json.ts';

/** What became of an image: the four outcomes of `align`. */
export const ALIGNMENT_STATUSES = ['aligned', 'skipped', 'no-face', 'unreadable'] as const;
export type AlignmentStatus = (typeof ALIGNMENT_STATUSES)[number];

/** Corners [x1, y1, x2, y2] in pixels of the image. */
export type Corners = readonly [number, number, number, number];

/** A detected face as `alignment.jsonl` holds it. Coordinates are pixels of the image (after its EXIF orientation). */
export interface FaceEntry {
  readonly box: Corners;
  readonly score: number;
  /** Empty where the detector finds none. */
  readonly landmarks: readonly (readonly [number, number])[];
  /** Degrees clockwise by which the image was turned to find the face; absent where it was not. The crop is turned, coordinates are not. */
  readonly turn?: 90 | 180 | 270 | undefined;
  /** Whether this face was cut out. */
  readonly selected: boolean;
  /** Integer corners that were cut out, margin included; ends exclusive. Only of selected faces. */
  readonly cropBox?: Corners;
  /** The crop, relative to the output folder, with forward slashes. Only of selected faces. */
  readonly output?: string;
}

/** One line of `alignment.jsonl`: one image. */
export interface AlignmentRecord {
  /** Relative to the input folder, with forward slashes. */
  readonly path: string;
  readonly status: AlignmentStatus;
  /** A stable kebab-case word: why the image is skipped or unreadable. */
  readonly reason?: string;
  readonly message?: string;
  /** Pixels; null when not known. */
  readonly width: number | null;
  readonly height: number | null;
  /** Every detected face, in the detector's order. */
  readonly faces: readonly FaceEntry[];
}

/** A record of an image that was not looked at, or could not be. */
export const recordWithoutFaces = (
  path: string,
  status: AlignmentStatus,
  reason: string,
  message?: string,
): AlignmentRecord => ({
  path,
  status,
  reason,
  ...(message === undefined ? {} : { message }),
  width: null,
  height: null,
  faces: [],
});

/** The numbers of a face in the form of the file, not selected. */
export const faceEntry = ({ box, score, landmarks, turn }: Face): FaceEntry => ({
  box: [box.x1, box.y1, box.x2, box.y2],
  score,
  landmarks: landmarks?.map(({ x, y }) => [x, y] as const) ?? [],
  ...(turn && { turn }),
  selected: false,
});

/** The crops of a record, relative to the output folder. */
export const outputsOf = ({ faces }: Pick<AlignmentRecord, 'faces'>): string[] =>
  faces.flatMap(({ output }) => (output === undefined ? [] : [output]));

/** One line, without its line end. */
export const formatRecord = (record: AlignmentRecord): string => JSON.stringify(record);

/** Reads a line; undefined for one that is cut off or is no record, as a killed process may leave at the end of a file. */
export function parseRecord(line: string): AlignmentRecord | undefined {
  const record = checkRecord(line);
  return record.ok ? record.value : undefined;
}

/** Reads a line of which nothing is known: every field is checked, and crops outside the output folder are refused. */
export const checkRecord = (line: string): Checked<AlignmentRecord> => checkJson(line, RECORD);

/**
 * The crops that a line names, though it may be damaged otherwise; none of a line that is cut off. They are searched for in the text: long lists
 * are looked through so, in a fifth of the time of `checkRecord`.
 */
export function namedOutputs(line: string): string[] {
  if (!line.trimEnd().endsWith('}')) return [];
  const outputs = Array.from(line.matchAll(NAMED_OUTPUT), ([, name = '']) =>
    name.includes('\\') ? parseJson(`"${name}"`) : { ok: true, value: name },
  );
  const named = outputs.map((output) => (output.ok ? output.value : undefined));
  return named.every(isCropName) ? named : [];
}

/** The quotes of what is inside a string have backslashes. */
const NAMED_OUTPUT = /"output"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

const isCropName = (value: unknown): value is string =>
  typeof value === 'string' && isInnerPath(value) && IMAGE_NAME.test(value);

const NUMBER = v.pipe(v.number(), v.finite('a finite number'));
const CORNERS = v.strictTuple([NUMBER, NUMBER, NUMBER, NUMBER]);
const SIDE = v.nullable(v.pipe(v.number(), v.integer('whole pixels'), v.minValue(1, 'pixels')));
const IMAGE_NAME = /\.(png|jpe?g|webp|tiff?)$/i;

/** Crops are removed when they are obsolete: what is no image in the output folder is none of them. */
const OUTPUT = v.pipe(
  v.string(),
  v.check(isInnerPath, 'a place inside the output folder'),
  v.check((name) => IMAGE_NAME.test(name), 'the name of an image'),
);

const FACE = v.object({
  box: CORNERS,
  score: NUMBER,
  landmarks: v.array(v.strictTuple([NUMBER, NUMBER])),
  turn: v.optional(v.picklist([90, 180, 270])),
  selected: v.boolean(),
  cropBox: v.exactOptional(CORNERS),
  output: v.exactOptional(OUTPUT),
});

const RECORD: v.GenericSchema<unknown, AlignmentRecord> = v.object({
  path: v.pipe(v.string(), v.check(isPathText, 'the path of an image')),
  status: v.picklist(ALIGNMENT_STATUSES),
  reason: v.exactOptional(v.string()),
  message: v.exactOptional(v.string()),
  width: SIDE,
  height: SIDE,
  faces: v.array(FACE),
});

/** A file of records with something else in it. `what` names the line, `problem` follows "but". */
export const alignmentDamaged = (what: string, problem: string): FacekitError =>
  new FacekitError(
    'alignment-damaged',
    `Expected what align has written at ${what} but ${problem}: mend or remove it, or choose another folder.`,
  );

/** Order of the images in every list: by UTF-16 code units of the path, the same on every machine and in every language. */
export const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
