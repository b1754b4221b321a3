import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode } from '../../core/errors.ts';
import { outputsOf, recordWithoutFaces, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import { numberedOutput, singleOutput, type PlannedOutput } from '../../dataset/output-plan.ts';
import type { EarlierRecords } from './alignment-file.ts';

/** What is known of the output folder when a run begins. */
export interface OutputState {
  readonly output: string;
  readonly detectMultipleFaces: boolean;
  /** The places of all images: what lies there is never obsolete. */
  readonly stems: ReadonlySet<string>;
  /** Whether crops that exist are made again. */
  readonly overwrite: boolean;
  /** `alignment.jsonl` of earlier runs. */
  readonly earlier: EarlierRecords;
  /** Images that a killed run had finished. */
  readonly inherited: ReadonlyMap<string, AlignmentRecord>;
  /** Crops without a record that were changed in this time (ms since 1970) were left by a killed run: they are made again. */
  readonly orphanedSince: number;
  readonly orphanedUntil: number;
}

/** Whether an image is to be worked on. */
export type Decision =
  | {
      readonly kind: 'work';
      /** Crops that the result replaces or makes obsolete. */ readonly stale: readonly string[];
    }
  | { readonly kind: 'inherited'; readonly record: AlignmentRecord }
  | { readonly kind: 'skip'; readonly record: AlignmentRecord };

const NOTHING = { faces: [] };
const WORK: Decision = { kind: 'work', stale: [] };

/** Decides about one image. To be called when its turn comes: another process may have made its crops meanwhile. */
export async function decide(planned: PlannedOutput, state: OutputState): Promise<Decision> {
  const inherited = state.inherited.get(planned.path);
  if (inherited && (await hasItsCrops(inherited, planned, state))) return { kind: 'inherited', record: inherited };

  const primary = outputName(planned.stem, 0, state.detectMultipleFaces);
  const earlier = state.earlier.find(planned.path);
  if (state.overwrite)
    return { kind: 'work', stale: staleCrops([primary, ...outputsOf(earlier ?? NOTHING)], planned, state) };

  if (earlier && outputsOf(earlier).length > 0) {
    if (!(await hasItsCrops(earlier, planned, state))) return WORK;
    const { path: image, width, height, faces } = earlier;
    return {
      kind: 'skip',
      record: { path: image, status: 'skipped', reason: 'exists', width, height, faces },
    };
  }
  const found = await statOf(path.join(state.output, primary));
  if (!found || isOrphan(found, state) || isOfAnother(primary, planned, state)) return WORK;
  return { kind: 'skip', record: recordWithoutFaces(planned.path, 'skipped', 'exists') };
}

/** The crop of face number `index` of those that are written, relative to the output folder. */
export const outputName = (stem: string, index: number, detectMultipleFaces: boolean): string =>
  detectMultipleFaces ? numberedOutput(stem, index) : singleOutput(stem);

/** Crops that are the image's own: not in the place of another image, as they may be when images were added since. */
const staleCrops = (crops: readonly string[], { stem }: PlannedOutput, { stems }: OutputState): string[] =>
  crops.filter((crop) => {
    const places = [crop.replace(/\.png$/, ''), crop.replace(/_\d+\.png$/, '')];
    return places.every((place) => place === stem || !stems.has(place));
  });

/** Whether the crops of a record are where this run would put them, and all there. */
async function hasItsCrops(record: AlignmentRecord, { stem }: PlannedOutput, state: OutputState): Promise<boolean> {
  for (const [index, crop] of outputsOf(record).entries()) {
    if (crop !== outputName(stem, index, state.detectMultipleFaces)) return false;
    if (!(await statOf(path.join(state.output, crop)))) return false;
  }
  return true;
}

const isOrphan = ({ mtimeMs }: Stats, { orphanedSince, orphanedUntil }: OutputState): boolean =>
  mtimeMs >= orphanedSince && mtimeMs < orphanedUntil;

/** Images added to a folder may shift the names of those that collide: then the crop that is there shows another image. */
function isOfAnother(crop: string, planned: PlannedOutput, { earlier }: OutputState): boolean {
  const owner = earlier.ownerOf(crop);
  return owner !== undefined && owner !== planned.path;
}

async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}
