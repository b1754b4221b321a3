import path from 'node:path';
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { checkValue, parseJson } from '../../core/json.ts';
import { readTextFile, streamRegularFile } from '../../files/regular-file.ts';
import { SHA256 } from '../../models/model-schema.ts';
import { damagedFile, parsedOf } from './errors.ts';
import { encodeMetadata, parseMetadata, type ParsedMetadata } from './metadata.ts';
import type { EmbeddingTable } from './contents.ts';

/** The file beside a `.csv` or a `.npy`, whose own formats have no place for metadata. */
export const sidecarOf = (file: string): string => `${file}.json`;

/** The files of labels beside a `.npy`. */
export function labelFilesOf(file: string): [labels: string, strings: string] {
  const { dir, name } = path.parse(file);
  const prefix = name === 'embeddings' ? '' : `${name}_`;
  return [path.join(dir, `${prefix}labels.npy`), path.join(dir, `${prefix}label_strings.npy`)];
}

/** The first line of a sidecar, an unfinished JSON object: the metadata. More fields may follow, each after a comma. */
export const sidecarHead = ({ metadata, count }: EmbeddingTable): string =>
  JSON.stringify(encodeMetadata(metadata, count)).slice(0, -1);

/** The end of a sidecar. It names the bytes that it describes, so that files of two runs cannot be taken for a pair. */
export const sidecarTail = (sha256: string): string => `,\n"sha256":${JSON.stringify(sha256)}}\n`;

export interface Sidecar extends ParsedMetadata {
  /** The whole object. */
  readonly content: Readonly<Record<string, unknown>>;
}

const SIDECAR = v.looseObject({ sha256: SHA256 });

/** Reads the sidecar of a file and makes sure that it is the file's. Throws `embedding-file`. */
export async function readSidecar(file: string): Promise<Sidecar> {
  const source = sidecarOf(file);
  const text = await readTextFile(source).catch((error: unknown) => {
    throw systemErrorCode(error) === 'ENOENT' ? missing(file, source) : error;
  });
  const content = parsedOf(parseJson(text), 'a JSON object', source);
  const parsed = parseMetadata(content, source);
  const sidecar = parsedOf(checkValue(content, SIDECAR), 'metadata of embeddings', source);
  if ((await sha256Of(file)) !== sidecar.sha256)
    throw damagedFile(file, `the bytes that ${source} describes`, 'others: cut off, changed, or of another run');
  return { ...parsed, content: sidecar };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of streamRegularFile(file)) hash.update(chunk);
  return hash.digest('hex');
}

const missing = (file: string, source: string): FacekitError =>
  new FacekitError(
    'embedding-file',
    `Expected ${source} beside ${file}, which says which model the embeddings are of, but there is none: copy it too, or make both again with facekit embed.`,
  );
