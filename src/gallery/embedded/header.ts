import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { checkJson } from '../../core/json.ts';
import { randomKey } from '../../core/random.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { EMBEDDING_METADATA } from '../../dataset/embedding-file/metadata.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { thisProcess } from '../../files/process-id.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { COUNT, SIZE } from '../../models/model-schema.ts';
import { RULE } from '../changes/change.ts';
import type { PersonRule } from '../person-rule.ts';
import { headerFile } from './layout.ts';

const FORMAT = 'facekit-gallery';
export const VERSION = 1;

/** What `gallery.json` says. */
export interface GalleryHeader {
  /** Of the files that count. */
  readonly generation: number;
  readonly embeddings: EmbeddingFileMetadata;
  /** How distances from people are measured until it is calibrated. */
  readonly rule: PersonRule;
}

const START = v.object({ format: v.literal(FORMAT, FORMAT), version: COUNT });
const HEADER: v.GenericSchema<unknown, GalleryHeader> = v.object({
  generation: SIZE,
  embeddings: EMBEDDING_METADATA,
  rule: RULE,
});
const MAX_BYTES = 65_536;

/**
 * Reads `gallery.json`.
 *
 * @throws FacekitError `gallery-not-found`, `gallery-damaged`, `gallery-version`
 */
export async function readHeader(folder: string): Promise<GalleryHeader> {
  const text = await readText(folder);
  const start = checkJson(text, START);
  if (!start.ok) throw damagedHeader(folder, start.problem);
  requireKnownVersion(start.value.version, folder);
  const header = checkJson(text, HEADER);
  if (!header.ok) throw damagedHeader(folder, header.problem);
  return header.value;
}

async function readText(folder: string): Promise<string> {
  try {
    return (await readRegularFile(headerFile(folder), MAX_BYTES)).toString();
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new FacekitError(
      'gallery-not-found',
      `Expected a gallery at ${folder} but there is none: make one with facekit gallery enrol.`,
      { cause: error },
    );
  }
}

const damagedHeader = (folder: string, problem: string): FacekitError =>
  new FacekitError(
    'gallery-damaged',
    `Expected a header in ${headerFile(folder)} but ${problem}. People and faces are in other files of the gallery: facekit gallery repair looks what of them can be saved.`,
  );

/** @throws FacekitError `gallery-version` */
export function requireKnownVersion(version: number, folder: string): void {
  if (version === VERSION) return;
  throw new FacekitError(
    'gallery-version',
    `Expected version ${VERSION} of the gallery's format in ${folder} but found version ${version}. Nothing is wrong with it: update facekit.`,
  );
}

/** Puts `gallery.json` in place: from then on the files of this generation count. */
export async function writeHeader(folder: string, { generation, embeddings, rule }: GalleryHeader): Promise<void> {
  const json = { format: FORMAT, version: VERSION, generation, embeddings, rule };
  const writer = createAtomicWriter(thisProcess(randomKey()), 'gallery');
  await writer.write(headerFile(folder), `${JSON.stringify(json, null, 2)}\n`);
}

/** Tells whether `gallery.json` was replaced. */
export async function stampOf(folder: string): Promise<string> {
  try {
    const { ino, mtimeNs, size } = await stat(headerFile(folder), { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    // Reading it will say what is wrong.
    return '';
  }
}
