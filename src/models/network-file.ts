import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { openRegularFile, readRegularFile } from '../files/regular-file.ts';
import { FacekitError } from '../core/errors.ts';
import type { Weights } from '../core/tensor.ts';
import { unwrittenKind } from './foreign-files.ts';
import { ARCHITECTURES, findKnownModel, type KnownDetector } from './known-models.ts';
import type { LoadedNetwork, ModelHeader, NetworkInfo } from './model-info.ts';
import {
  EMBEDDER_FIELDS,
  FRACTION,
  modelInvalid,
  parseModelFields,
  parseModelJson,
  QUANTISATION,
  SHA256,
  SOURCE,
  STANDARDISATION,
  TEXT,
} from './model-schema.ts';
import { encodeSafetensors, parseSafetensors } from '../formats/safetensors.ts';

/** Part of the metadata of a `.safetensors` model. `model`, the rest of it, is JSON. */
const FORMAT = { format: 'facekit', format_version: '1' } as const;
export const LENGTH_BYTES = 8;
/** Ours have about 30 kB. */
export const LONGEST_HEADER = 10_000_000;

/**
 * Identifies weights, whatever file they are in: SHA-256 over the tensors in the order of their names; of each a line
 * `<name> <sizes, joined with x>`, then its numbers as little-endian float32. 94 MB take about 60 ms.
 */
export function hashWeights(weights: Weights): string {
  const hash = createHash('sha256');
  for (const [name, { shape, data }] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name} ${shape.join('x')}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

/** A model as the bytes of one `.safetensors` file. The same model gives the same bytes. */
export function encodeNetwork(
  { info, source, sha256 }: ModelHeader<NetworkInfo | KnownDetector>,
  weights: Weights,
): Uint8Array {
  const { name, licence } = info;
  const model = JSON.stringify({ ...info, source }, inOrder);
  return encodeSafetensors(weights, { ...FORMAT, name, licence, model, sha256 }, wholeWeights(weights));
}

/** The weights that have scales are int8. */
const wholeWeights = (weights: Weights): ReadonlySet<string> =>
  new Set(
    [...weights.keys()].filter((name) => name.endsWith('/weights') && weights.has(name.replace(/weights$/, 'scales'))),
  );

/** For `JSON.stringify`: the fields of objects in the order of their names. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/**
 * Reads a model that facekit wrote, and checks its weights against the SHA-256 that it was written with.
 *
 * @throws FacekitError `model-invalid`, `safetensors-invalid`, `file-truncated`.
 */
export async function readNetwork(file: string): Promise<LoadedNetwork & ModelHeader<NetworkInfo>> {
  const { info, ...rest } = await readStored(file);
  if (info.role === 'embedder') return { kind: 'network', info, ...rest };
  throw new FacekitError(
    'model-not-an-embedder',
    `Expected a model that makes embeddings in ${file} but ${info.name} finds faces: choose it with \`detector: ${info.name}\`.`,
  );
}

/**
 * Reads the weights of a detector that facekit wrote. Checks them and throws as `readNetwork`.
 *
 * @throws FacekitError `model-invalid` for a file of another model
 */
export async function readDetectorWeights(file: string, name: string): Promise<Weights> {
  const { info, weights } = await readStored(file);
  if (info.role === 'detector' && info.name === name) return weights;
  throw modelInvalid(file, `it is the model ${info.name}, not ${name}`);
}

async function readStored(
  file: string,
): Promise<ModelHeader<NetworkInfo | KnownDetector> & { readonly weights: Weights }> {
  const bytes = await readRegularFile(file);
  const other = unwrittenKind(bytes, file);
  if (other)
    throw new FacekitError(
      'model-invalid',
      `Expected a model that facekit wrote, or an .onnx file, at ${file} but found ${other.join(': ')}.`,
    );
  const { weights, metadata } = parseSafetensors(bytes, file);
  const header = parseMetadata(metadata, file);
  const found = hashWeights(weights);
  if (found !== header.sha256)
    throw modelInvalid(file, `its weights have the SHA-256 ${found} instead of ${header.sha256}`);
  return { weights, ...header };
}

/**
 * Reads what a model file says about itself; its weights stay unread.
 *
 * @throws FacekitError `model-invalid`.
 */
export async function readNetworkHeader(file: string): Promise<ModelHeader<NetworkInfo | KnownDetector>> {
  const handle = await openRegularFile(file);
  try {
    // Node.js 20.11 reads nothing where the buffer is given by itself.
    const { buffer: start, bytesRead } = await handle.read({ buffer: Buffer.alloc(LENGTH_BYTES) });
    const length = bytesRead < LENGTH_BYTES ? 0 : Number(start.readBigUInt64LE());
    if (length === 0 || length > LONGEST_HEADER) throw modelInvalid(file, 'it begins like no such file');
    const { buffer, bytesRead: found } = await handle.read({ buffer: Buffer.alloc(length) });
    return parseNetworkHeader(buffer.toString('utf8', 0, found), file);
  } finally {
    await handle.close();
  }
}

/** What the JSON at the beginning of a model file says. Throws as `readNetworkHeader`. */
export const parseNetworkHeader = (text: string, file: string): ModelHeader<NetworkInfo | KnownDetector> =>
  parseMetadata(parseModelJson(text, HEADER, file).__metadata__, file);

const HEADER = v.object({ __metadata__: v.record(v.string(), v.string()) });

const METADATA = v.object({
  format: v.literal(FORMAT.format),
  format_version: v.literal(FORMAT.format_version),
  sha256: SHA256,
  model: TEXT,
});

const NAMED = v.object({ name: TEXT, source: SOURCE });

const INFO = v.object({
  ...EMBEDDER_FIELDS,
  architecture: v.picklist(ARCHITECTURES),
  standardisation: STANDARDISATION,
  lfwAccuracy: v.exactOptional(FRACTION),
  quantisation: v.exactOptional(QUANTISATION),
});

function parseMetadata(
  metadata: Readonly<Record<string, string>>,
  file: string,
): ModelHeader<NetworkInfo | KnownDetector> {
  const { sha256, model } = parseModelFields(metadata, METADATA, file);
  const { name, source } = parseModelJson(model, NAMED, file);
  const known = findKnownModel(name);
  // What this version knows may be better than what was known at the time of writing.
  if (known) return { info: known, source, sha256 };
  const info = parseModelJson(model, INFO, file);
  return { info: { role: 'embedder', origin: { kind: 'import' }, ...info }, source, sha256 };
}
