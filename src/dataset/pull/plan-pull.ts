import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { checkJson } from '../../core/json.ts';
import { hashOf } from '../../files/download/download-file.ts';
import { readTextFile } from '../../files/regular-file.ts';
import type { DatasetFile, DatasetSource } from './source.ts';
import { ifThere } from '../../files/if-there.ts';

/** Says in the folder of the images which they are. */
export const RECORD_FILE = 'dataset.json';

/** What a pull has left in the folder of the images. */
export interface DatasetRecord {
  readonly facekit: string;
  readonly dataset: string;
  readonly variant: string;
  readonly archive: { readonly name: string; readonly sha256: string };
  readonly images: number;
}

export interface PullPlan {
  readonly lists: readonly DatasetFile[];
  /** Whether the images must be had. */
  readonly images: boolean;
}

/**
 * What is still to be had of a data set.
 *
 * @throws FacekitError `dataset-exists` when something else is in a place, unless it is to be replaced
 */
export async function planPull(
  source: DatasetSource,
  options: {
    readonly folder: string;
    readonly listsOnly?: boolean | undefined;
    readonly overwrite?: boolean | undefined;
  },
): Promise<PullPlan> {
  const { folder, listsOnly = false, overwrite = false } = options;
  const lists: DatasetFile[] = [];
  for (const list of source.lists) {
    const place = path.join(folder, list.name);
    const state = await stateOfList(place, list);
    if (state === 'other' && !overwrite) throw occupied(place, `${list.name} of ${source.name}`);
    if (state !== 'right' || overwrite) lists.push(list);
  }
  if (listsOnly) return { lists, images: false };
  const place = path.join(folder, source.name);
  const state = await stateOfImages(place, source);
  if (typeof state === 'object' && !overwrite) throw occupied(place, `the images of ${source.name}`, state.what);
  return { lists, images: state !== 'right' || overwrite };
}

async function stateOfList(place: string, { sha256 }: DatasetFile): Promise<'none' | 'right' | 'other'> {
  const status = await ifThere(stat(place), undefined);
  if (!status) return 'none';
  if (!status.isFile()) return 'other';
  return (await hashOf(place)).digest('hex') === sha256 ? 'right' : 'other';
}

async function stateOfImages(
  place: string,
  { variant, archive }: DatasetSource,
): Promise<'none' | 'right' | { readonly what: string }> {
  const status = await ifThere(stat(place), undefined);
  if (!status) return 'none';
  if (!status.isDirectory()) return { what: 'a file' };
  const record = await readRecord(place);
  if (record?.archive?.sha256 === archive.sha256) return 'right';
  if (record) return { what: `the variant ${record.variant ?? '?'}, not ${variant}` };
  return (await readdir(place)).length === 0 ? 'none' : { what: 'a folder with other files' };
}

const RECORD = v.object({
  variant: v.optional(v.string()),
  archive: v.optional(v.object({ sha256: v.string() })),
  images: v.optional(v.number()),
});

/** What a pull has written about a folder of images; undefined when none has, or it cannot be read. */
export async function readRecord(place: string): Promise<v.InferOutput<typeof RECORD> | undefined> {
  try {
    const record = checkJson(await readTextFile(path.join(place, RECORD_FILE)), RECORD);
    return record.ok ? record.value : undefined;
  } catch (error) {
    if (error instanceof FacekitError || systemErrorCode(error) !== undefined) return undefined;
    throw error;
  }
}

const occupied = (place: string, expected: string, found = 'another file'): FacekitError =>
  new FacekitError(
    'dataset-exists',
    `Expected a free place for ${expected} at ${place} but ${found} is there: move it away, choose another folder, or add \`overwrite\` to replace it.`,
  );
