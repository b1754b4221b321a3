import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { systemErrorCode } from '../core/errors.ts';
import {
  fieldReader,
  type FieldReader,
  isSource,
  isAlignment,
  isLinear,
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
import { COLOUR_ORDERS, ONNX_LAYOUTS, type LoadedOnnx, type ModelSource, type OnnxInfo } from './model-info.ts';

/** An ONNX model is stored as it came, `<name>.onnx`; what it wants as input lies beside it, `<name>.onnx.json`. */
export const SIDECAR_ENDING = '.json';

const FORMAT = { format: 'facekit-onnx', version: 1 } as const;

/** What the file beside an ONNX model says. */
export interface OnnxHeader {
  readonly info: OnnxInfo;
  readonly source: ModelSource;
  /** Of the ONNX file. */
  readonly sha256: string;
}

/** The text of the file beside an ONNX model. */
export function encodeOnnxHeader({ info, source, sha256 }: OnnxHeader): string {
  return `${JSON.stringify({ ...FORMAT, ...info, source, sha256 }, null, 2)}\n`;
}

/**
 * Reads an ONNX model of the cache and checks it against the SHA-256 that it was imported with. It is not run.
 *
 * @throws FacekitError `model-invalid`.
 */
export async function readOnnx(file: string): Promise<LoadedOnnx & OnnxHeader> {
  const [header, onnx] = await Promise.all([readOnnxHeader(file), readFile(file)]);
  const found = hashBytes(onnx);
  if (found !== header.sha256) throw modelInvalid(file, `its SHA-256 is ${found} instead of ${header.sha256}`);
  return { kind: 'onnx', onnx, ...header };
}

/**
 * Reads what the file beside an ONNX model says about it.
 *
 * @throws FacekitError `model-invalid`.
 */
export async function readOnnxHeader(file: string): Promise<OnnxHeader> {
  const sidecar = `${file}${SIDECAR_ENDING}`;
  const text = await readFile(sidecar, 'utf8').catch((error: unknown) => {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    throw modelInvalid(file, `there is no ${sidecar} that says how to use it`);
  });
  const read = fieldReader(parseJson(text), sidecar);
  read.required('format', isOneOf([FORMAT.format]));
  read.required('version', (value): value is number => value === FORMAT.version);
  return {
    info: readInfo(read, sidecar),
    source: read.required('source', isSource),
    sha256: read.required('sha256', isSha256),
  };
}

function readInfo(read: FieldReader, source: string): OnnxInfo {
  const input = fieldReader(read.required('input', isObject), source);
  const verification = read.optional('verification', isVerifications);
  return {
    role: 'embedder',
    origin: { kind: 'import' },
    architecture: 'onnx',
    name: read.required('name', isText),
    description: read.required('description', isText),
    licence: read.required('licence', isText),
    inputSize: read.required('inputSize', isSize),
    alignment: read.required('alignment', isAlignment),
    dimension: read.required('dimension', isSize),
    standardisation: read.required('standardisation', isAnyStandardisation),
    layout: read.required('layout', isOneOf(ONNX_LAYOUTS)),
    colour: read.required('colour', isOneOf(COLOUR_ORDERS)),
    input: {
      name: input.required('name', isText),
      type: input.required('type', isOneOf(['float32', 'uint8'])),
    },
    output: read.required('output', isText),
    batch: read.required('batch', isBatch),
    ...(verification !== undefined && { verification }),
  };
}

const isAnyStandardisation = (value: unknown): value is OnnxInfo['standardisation'] =>
  isStandardisation(value) || isLinear(value);

const isBatch = (value: unknown): value is OnnxInfo['batch'] => value === 'any' || isSize(value);

/** SHA-256 of bytes, hexadecimal. */
export const hashBytes = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
