import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { damagedFile } from './errors.ts';
import { encodeMetadata, parseMetadata, type ParsedMetadata } from './metadata.ts';
import type { EmbeddingTable } from './contents.ts';

/** The file beside a `.csv` or a `.npy`, whose own formats have no place for metadata. */
export const sidecarOf = (file: string): string => `${file}.json`;

/** The first line of a sidecar, an unfinished JSON object: the metadata. More fields may follow, each after a comma. */
export const sidecarHead = ({ metadata, count }: EmbeddingTable): string =>
  JSON.stringify(encodeMetadata(metadata, count)).slice(0, -1);

/** The end of a sidecar. It names the bytes that it describes, so that files of two runs cannot be taken for a pair. */
export const sidecarTail = (sha256: string): string => `,\n"sha256":${JSON.stringify(sha256)}}\n`;

export interface Sidecar extends ParsedMetadata {
  /** The whole object. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Reads the sidecar of a file and makes sure that it is the file's. Throws `embedding-file`. */
export async function readSidecar(file: string): Promise<Sidecar> {
  const source = sidecarOf(file);
  const content = await readObject(file, source);
  const parsed = parseMetadata(content, source);
  if ((await sha256Of(file)) !== content.sha256)
    throw damagedFile(file, `the bytes that ${source} describes`, 'others: cut off, changed, or of another run');
  return { ...parsed, content };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

async function readObject(file: string, source: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(source, 'utf8'));
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw missing(file, source);
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw damagedFile(source, 'a JSON object', 'something else');
}

const missing = (file: string, source: string): FacekitError =>
  new FacekitError(
    'embedding-file',
    `Expected ${source} beside ${file}, which says which model the embeddings are of, but there is none: copy it too, or make both again with facekit embed.`,
  );
