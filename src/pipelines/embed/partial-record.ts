import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { asEmbedding } from '../../core/embedding.ts';
import { checkJson } from '../../core/json.ts';
import { COUNT, NUMBER } from '../../models/model-schema.ts';
import type { EmbeddedFace, EmbeddedFaces } from '../collection/embed-images.ts';

/** One finished image of a run, as its partial file holds it. */
export interface PartialRecord extends EmbeddedFaces {
  readonly path: string;
  readonly key: string;
}

const DIGITS = 16;

/** JSON as a line that tells whether it was changed, without its line end: the JSON, a tab, the beginning of its SHA-256. */
export const formatCheckedLine = (value: unknown): string => {
  const json = JSON.stringify(value);
  return `${json}\t${checksum(json)}`;
};

/** The JSON of a line; undefined where it is cut off, was changed, or has no checksum. */
export function readCheckedLine(line: Buffer): string | undefined {
  const end = line.length - DIGITS - 1;
  if (end < 0 || line[end] !== 9) return undefined;
  const json = line.subarray(0, end);
  return checksum(json) === line.toString('latin1', end + 1) ? json.toString() : undefined;
}

const checksum = (json: string | Buffer): string => createHash('sha256').update(json).digest('hex').slice(0, DIGITS);

/** One line, without its line end. Embeddings are base64 of little-endian float32: exact, and three times shorter than decimals. */
export const formatPartialRecord = ({ path, key, resized, faces }: PartialRecord): string =>
  formatCheckedLine({ path, key, resized, faces: faces.map(formatFace) });

/** A face as JSON. */
export const formatFace = ({ embedding, face, box, score }: EmbeddedFace) => ({
  ...{ face, box, score },
  embedding: Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength).toString('base64'),
});

/** Reads a line; undefined for one that is cut off, was changed, or is no record. */
export function parsePartialRecord(line: Buffer): PartialRecord | undefined {
  const json = readCheckedLine(line);
  const record = json === undefined ? undefined : checkJson(json, RECORD);
  if (!record?.ok) return undefined;
  return { ...record.value, faces: record.value.faces.map(parseFace) };
}

/** What `formatFace` makes. */
export const FACE = v.object({
  face: COUNT,
  box: v.nullable(v.object({ x1: NUMBER, y1: NUMBER, x2: NUMBER, y2: NUMBER })),
  score: v.nullable(NUMBER),
  embedding: v.string(),
});
const RECORD = v.object({ path: v.string(), key: v.string(), resized: v.boolean(), faces: v.array(FACE) });

/** Reads what `FACE` has checked. */
export function parseFace({ embedding, ...place }: v.InferOutput<typeof FACE>): EmbeddedFace {
  const bytes = Uint8Array.from(Buffer.from(embedding, 'base64'));
  return { ...place, embedding: asEmbedding(new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4))) };
}
