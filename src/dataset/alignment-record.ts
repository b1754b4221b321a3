import type { Face } from '../core/face.ts';

/** What became of an image: the four outcomes of `align`. */
export const ALIGNMENT_STATUSES = ['aligned', 'skipped', 'no-face', 'unreadable'] as const;
export type AlignmentStatus = (typeof ALIGNMENT_STATUSES)[number];

/** Corners [x1, y1, x2, y2] in pixels of the image. */
export type Corners = readonly [number, number, number, number];

/** A detected face as `alignment.jsonl` holds it. Coordinates are pixels of the image (after its EXIF orientation). */
export interface FaceEntry {
  readonly box: Corners;
  readonly score: number;
  readonly landmarks: readonly (readonly [number, number])[];
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
export const faceEntry = ({ box, score, landmarks }: Face): FaceEntry => ({
  box: [box.x1, box.y1, box.x2, box.y2],
  score,
  landmarks: landmarks.map(({ x, y }) => [x, y] as const),
  selected: false,
});

/** The crops of a record, relative to the output folder. */
export const outputsOf = ({ faces }: Pick<AlignmentRecord, 'faces'>): string[] =>
  faces.flatMap(({ output }) => (output === undefined ? [] : [output]));

/** One line, without its line end. */
export const formatRecord = (record: AlignmentRecord): string => JSON.stringify(record);

/** Reads a line; undefined for one that is cut off or is no record, as a killed process may leave at the end of a file. */
export function parseRecord(line: string): AlignmentRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is AlignmentRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'status' in value &&
    ALIGNMENT_STATUSES.some((status) => status === value.status) &&
    'faces' in value &&
    Array.isArray(value.faces)
  );
}

/** Order of the images in every list: by UTF-16 code units of the path, the same on every machine and in every language. */
export const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
