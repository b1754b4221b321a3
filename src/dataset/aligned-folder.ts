import path from 'node:path';
import * as v from 'valibot';
import { FacekitError, systemErrorCode } from '../core/errors.ts';
import type { Point } from '../core/face.ts';
import { checkJson, parseJson } from '../core/json.ts';
import { isThere } from '../files/move-file.ts';
import { readTextFile } from '../files/regular-file.ts';
import { UnreadableImageError } from '../image/read-error.ts';
import {
  alignmentDamaged,
  type AlignmentRecord,
  checkRecord,
  namedOutputs,
  type FaceEntry,
} from './alignment-record.ts';
import { readLineGroups } from './embedding-file/lines.ts';
import type { CropOrigin } from '../detection/align-by-landmarks.ts';
import { turnForwards } from '../detection/turn-image.ts';
import type { Alignment } from '../models/known-models.ts';

/** An output folder of `align`: what it says about the crops below it. */
export interface AlignedFolder {
  /** Absolute. */
  readonly folder: string;
  readonly kind: Alignment['kind'];
  /** Null when not known. */
  readonly margin: number | null;
  /**
   * Undefined for a crop that the folder's list does not know.
   *
   * @throws UnreadableImageError `alignment-damaged` where the list says what cannot be
   */
  originOf(crop: string): Promise<CropOrigin | undefined>;
}

/** Finds the output folder of `align` that a crop (an absolute path) is in; undefined where there is none. */
export type FindAlignedFolder = (crop: string) => Promise<AlignedFolder | undefined>;

/** Looks at every folder once: memory grows with the number of folders and with the lists of crops that are read. */
export function createAlignedFolderFinder(): FindAlignedFolder {
  const known = new Map<string, Promise<AlignedFolder | undefined>>();
  const find = (folder: string): Promise<AlignedFolder | undefined> => {
    const found = known.get(folder) ?? look(folder);
    known.set(folder, found);
    return found;
  };
  const look = async (folder: string): Promise<AlignedFolder | undefined> => {
    const parent = path.dirname(folder);
    return (await openAlignedFolder(folder)) ?? (parent === folder ? undefined : find(parent));
  };
  return (crop) => find(path.dirname(crop));
}

/** Whether `align` has made a folder. */
export const isAlignOutput = (folder: string): Promise<boolean> => isThere(path.join(folder, 'alignment.json'));

/** Whether the list of an output folder names an image as its crop. */
export async function isListedCrop(made: AlignedFolder, file: string): Promise<boolean> {
  try {
    return (await made.originOf(file)) !== undefined;
  } catch (error) {
    // Its list names it, or is damaged: then nothing speaks against it.
    if (error instanceof UnreadableImageError) return true;
    throw error;
  }
}

/** A folder with an `alignment.json`, the settings of `align`. */
async function openAlignedFolder(folder: string): Promise<AlignedFolder | undefined> {
  const settings = await readSettings(path.join(folder, 'alignment.json'));
  if (!settings) return undefined;
  let origins: Promise<Origins> | undefined;
  const { alignment, margin } = settings;
  return {
    folder,
    kind: alignment === 'similarity' ? 'similarity' : 'box',
    margin: margin ?? null,
    originOf: async (crop) => {
      origins ??= readOrigins(path.join(folder, 'alignment.jsonl'));
      return (await origins)(path.relative(folder, crop).split(path.sep).join('/').replace(ARCHIVE, ''));
    },
  };
}

/** What `align --output-format tar` puts crops into: its list does not say in which. */
const ARCHIVE = /^\d{5}-of-\d{5}\.tar\//;

const SETTINGS = v.object({
  imageSize: v.number(),
  alignment: v.optional(v.string()),
  margin: v.optional(v.pipe(v.number(), v.finite('a finite number'))),
});

/** A file of that name that does not speak of the size of crops is another program's. */
async function readSettings(file: string): Promise<v.InferOutput<typeof SETTINGS> | undefined> {
  let text: string;
  try {
    text = await readTextFile(file);
  } catch (error) {
    if (error instanceof FacekitError || systemErrorCode(error) !== undefined) return undefined;
    throw error;
  }
  const isOurs = checkJson(text, v.object({ imageSize: v.unknown() })).ok || !parseJson(text).ok;
  if (!isOurs) return undefined;
  const settings = checkJson(text, SETTINGS);
  if (settings.ok) return settings.value;
  throw alignmentDamaged(file, settings.problem);
}

/** Where a crop was taken, or what is wrong with what the list says of it. */
type Origins = (crop: string) => CropOrigin | undefined;

/**
 * By crop, relative to the folder. A list that is missing (the run was killed) knows no crop. Lines are only looked through for the crops
 * that they name: a list is long, and checking it all would keep whoever asks for the first crop waiting.
 */
async function readOrigins(file: string): Promise<Origins> {
  const lines = new Map<string, ListLine>();
  let damaged: string | undefined;
  let number = 0;
  try {
    for await (const texts of readLineGroups(file))
      for (const text of texts) {
        number += 1;
        const line = { text, number, file };
        const crops = namedOutputs(text);
        for (const crop of crops) lines.set(crop, line);
        if (crops.length > 0 || text === '') continue;
        const record = recordOf(line);
        // It may be about any crop that no other line names.
        if (typeof record === 'string') damaged ??= record;
      }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
  return (crop) => {
    const line = lines.get(crop);
    const origin = line ? originIn(line, crop) : damaged;
    if (typeof origin === 'string')
      throw new UnreadableImageError('alignment-damaged', `Cannot tell its face: ${origin}`);
    return origin;
  };
}

interface ListLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  readonly file: string;
}

/** For messages. */
const placeOf = ({ number, file }: ListLine): string => `line ${number} of ${file}`;

/** What a line says, or what is wrong with it. */
function recordOf(line: ListLine): AlignmentRecord | string {
  const record = checkRecord(line.text);
  return record.ok ? record.value : `${placeOf(line)}: ${record.problem}`;
}

/** Where a crop was taken by the line that names it, or what is wrong with that. */
function originIn(line: ListLine, crop: string): CropOrigin | string | undefined {
  const record = recordOf(line);
  if (typeof record === 'string') return record;
  const face = record.faces.findLast(({ output }) => output === crop);
  return face && (originOf(face) ?? `${placeOf(line)}: the landmarks of ${crop} are not those of a face in it`);
}

/** Five landmarks that differ, at the crop or near it; undefined for others, of which no face could be cut out. */
function originOf({ cropBox, landmarks, turn }: FaceEntry): CropOrigin | undefined {
  const [a, b, c, d, e, ...more] = landmarks.map(([x, y]) => ({ x, y }));
  if (!cropBox || !a || !b || !c || !d || !e || more.length > 0) return undefined;
  const [x1, y1, x2, y2] = cropBox;
  const [width, height] = [x2 - x1, y2 - y1];
  const isNear = ({ x, y }: Point): boolean =>
    x >= x1 - width && x <= x2 + width && y >= y1 - height && y <= y2 + height;
  const points = [a, b, c, d, e] as const;
  const spread = Math.max(...points.map(({ x, y }) => Math.hypot(x - a.x, y - a.y)));
  if (!(width > 0 && height > 0 && points.every(isNear) && spread > 0)) return undefined;
  const origin = { cropBox: { x1, y1, x2, y2 }, landmarks: points };
  if (!turn) return origin;
  const turned = turnForwards({ box: origin.cropBox, landmarks: points }, turn);
  return { cropBox: turned.box, landmarks: turned.landmarks };
}
