import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode } from '../core/errors.ts';
import { parseRecord, type FaceEntry } from './alignment-record.ts';
import { readLines } from './embedding-file/lines.ts';
import type { CropOrigin } from '../detection/align-by-landmarks.ts';
import type { Alignment } from '../models/known-models.ts';

/** An output folder of `align`: what it says about the crops below it. */
export interface AlignedFolder {
  readonly kind: Alignment['kind'];
  /** Null when not known. */
  readonly margin: number | null;
  /** Undefined for a crop that the folder's list does not know. */
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

/** A folder with an `alignment.json`, the settings of `align`. */
async function openAlignedFolder(folder: string): Promise<AlignedFolder | undefined> {
  const settings = await readSettings(path.join(folder, 'alignment.json'));
  if (!settings) return undefined;
  let origins: Promise<ReadonlyMap<string, CropOrigin>> | undefined;
  const { alignment, margin } = settings;
  return {
    kind: alignment === 'similarity' ? 'similarity' : 'box',
    margin: typeof margin === 'number' ? margin : null,
    originOf: async (crop) => {
      origins ??= readOrigins(path.join(folder, 'alignment.jsonl'));
      return (await origins).get(path.relative(folder, crop).split(path.sep).join('/'));
    },
  };
}

async function readSettings(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null && 'imageSize' in value ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemErrorCode(error) !== undefined) return undefined;
    throw error;
  }
}

/** By crop, relative to the folder. A list that is missing (the run was killed) knows no crop. */
async function readOrigins(file: string): Promise<ReadonlyMap<string, CropOrigin>> {
  const origins = new Map<string, CropOrigin>();
  try {
    for await (const line of readLines(file)) {
      for (const face of parseRecord(line)?.faces ?? []) {
        const origin = originOf(face);
        if (origin && face.output !== undefined) origins.set(face.output, origin);
      }
    }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
  return origins;
}

function originOf({ cropBox, landmarks }: FaceEntry): CropOrigin | undefined {
  const [a, b, c, d, e] = landmarks.map(([x, y]) => ({ x, y }));
  if (!cropBox || !a || !b || !c || !d || !e) return undefined;
  const [x1, y1, x2, y2] = cropBox;
  return { cropBox: { x1, y1, x2, y2 }, landmarks: [a, b, c, d, e] };
}
