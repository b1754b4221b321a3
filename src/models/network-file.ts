import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { Weights } from '../core/tensor.ts';
import {
  fieldReader,
  type FieldReader,
  isQuantisation,
  isSource,
  isAlignment,
  isFraction,
  isObject,
  isOneOf,
  isSha256,
  isSize,
  isStandardisation,
  isText,
  isVerifications,
  modelInvalid,
  parseJson,
} from './field-reader.ts';
import { findKnownModel } from './known-models.ts';
import type { LoadedNetwork, ModelSource, NetworkInfo } from './model-info.ts';
import { encodeSafetensors, parseSafetensors } from '../formats/safetensors.ts';

/** Part of the metadata of a `.safetensors` model. `model`, the rest of it, is JSON. */
const FORMAT = { format: 'facekit', format_version: '1' } as const;
const LENGTH_BYTES = 8;
/** Ours have about 30 kB. */
const LONGEST_HEADER = 10_000_000;

/** What a model file says about itself, without its weights. */
export interface NetworkHeader {
  readonly info: NetworkInfo;
  readonly source: ModelSource;
  /** Of the weights, as `hashWeights` has it. */
  readonly sha256: string;
}

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
export function encodeNetwork({ info, source, sha256 }: NetworkHeader, weights: Weights): Uint8Array {
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
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

/**
 * Reads a model that facekit wrote, and checks its weights against the SHA-256 that it was written with.
 *
 * @throws FacekitError `model-invalid`, `safetensors-invalid`, `file-truncated`.
 */
export async function readNetwork(file: string): Promise<LoadedNetwork & NetworkHeader> {
  const { weights, metadata } = parseSafetensors(await readFile(file), file);
  const header = parseMetadata(metadata, file);
  const found = hashWeights(weights);
  if (found !== header.sha256)
    throw modelInvalid(file, `its weights have the SHA-256 ${found} instead of ${header.sha256}`);
  return { kind: 'network', weights, ...header };
}

/**
 * Reads what a model file says about itself; its weights stay unread.
 *
 * @throws FacekitError `model-invalid`.
 */
export async function readNetworkHeader(file: string): Promise<NetworkHeader> {
  const handle = await open(file);
  try {
    const { buffer: start, bytesRead } = await handle.read(Buffer.alloc(LENGTH_BYTES));
    const length = bytesRead < LENGTH_BYTES ? 0 : Number(start.readBigUInt64LE());
    if (length === 0 || length > LONGEST_HEADER) throw modelInvalid(file, 'it begins like no such file');
    const { buffer, bytesRead: found } = await handle.read(Buffer.alloc(length));
    const header = fieldReader(parseJson(buffer.toString('utf8', 0, found)), file);
    return parseMetadata(header.required('__metadata__', isTexts), file);
  } finally {
    await handle.close();
  }
}

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null && Object.values(value).every((word) => typeof word === 'string');

function parseMetadata(metadata: Readonly<Record<string, string>>, file: string): NetworkHeader {
  const words = fieldReader(metadata, file);
  words.required('format', isOneOf([FORMAT.format]));
  words.required('format_version', isOneOf([FORMAT.format_version]));
  const sha256 = words.required('sha256', isSha256);
  const model = fieldReader(parseJson(words.required('model', isText)), file);
  return { info: readInfo(model), source: model.required('source', isSource), sha256 };
}

function readInfo({ required, optional }: FieldReader): NetworkInfo {
  const name = required('name', isText);
  const known = findKnownModel(name);
  // What this version knows may be better than what was known at the time of writing.
  if (known?.role === 'embedder') return known;
  const lfwAccuracy = optional('lfwAccuracy', isFraction);
  const verification = optional('verification', isVerifications);
  const quantisation = optional('quantisation', isQuantisation);
  return {
    name,
    role: 'embedder',
    origin: { kind: 'import' },
    description: required('description', isText),
    licence: required('licence', isText),
    architecture: required('architecture', isOneOf(['inception-resnet-v1', 'mobilefacenet'])),
    inputSize: required('inputSize', isSize),
    alignment: required('alignment', isAlignment),
    standardisation: required('standardisation', isStandardisation),
    dimension: required('dimension', isSize),
    ...(lfwAccuracy !== undefined && { lfwAccuracy }),
    ...(verification !== undefined && { verification }),
    ...(quantisation !== undefined && { quantisation }),
  };
}
