import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { systemErrorCode } from '../core/errors.ts';
import { hasExternalData } from '../formats/onnx-external-data.ts';
import { readRegularFile, readTextFile } from '../files/regular-file.ts';
import { COLOUR_ORDERS, ONNX_LAYOUTS, type LoadedOnnx, type ModelHeader, type OnnxInfo } from './model-info.ts';
import {
  ANY_STANDARDISATION,
  EMBEDDER_FIELDS,
  modelInvalid,
  parseModelJson,
  SHA256,
  SIZE,
  SOURCE,
  TEXT,
} from './model-schema.ts';

/** An ONNX model is stored as it came, `<name>.onnx`; what it wants as input lies beside it, `<name>.onnx.json`. */
export const SIDECAR_ENDING = '.json';

const FORMAT = { format: 'facekit-onnx', version: 1 } as const;

/** The text of the file beside an ONNX model. */
export function encodeOnnxHeader({ info, source, sha256 }: ModelHeader<OnnxInfo>): string {
  return `${JSON.stringify({ ...FORMAT, ...info, source, sha256 }, null, 2)}\n`;
}

/**
 * Reads an ONNX model of the cache and checks it against the SHA-256 that it was imported with. It is not run.
 *
 * @throws FacekitError `model-invalid`.
 */
export async function readOnnx(file: string): Promise<LoadedOnnx & ModelHeader<OnnxInfo>> {
  const [header, onnx] = await Promise.all([readOnnxHeader(file), readRegularFile(file)]);
  const found = hashBytes(onnx);
  if (found !== header.sha256) throw modelInvalid(file, `its SHA-256 is ${found} instead of ${header.sha256}`);
  if (hasExternalData(onnx, file)) throw modelInvalid(file, 'part of its weights lies in other files');
  return { kind: 'onnx', onnx, ...header };
}

/**
 * Reads what the file beside an ONNX model says about it.
 *
 * @throws FacekitError `model-invalid`.
 */
export async function readOnnxHeader(file: string): Promise<ModelHeader<OnnxInfo>> {
  const sidecar = `${file}${SIDECAR_ENDING}`;
  const text = await readTextFile(sidecar).catch((error: unknown) => {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    throw modelInvalid(file, `there is no ${sidecar} that says how to use it`);
  });
  const { source, sha256 } = parseModelJson(text, HEADER, sidecar);
  const info = parseModelJson(text, INFO, sidecar);
  return { info: { role: 'embedder', origin: { kind: 'import' }, architecture: 'onnx', ...info }, source, sha256 };
}

const HEADER = v.object({
  format: v.literal(FORMAT.format),
  version: v.literal(FORMAT.version),
  source: SOURCE,
  sha256: SHA256,
});

const INFO = v.object({
  ...EMBEDDER_FIELDS,
  standardisation: ANY_STANDARDISATION,
  layout: v.picklist(ONNX_LAYOUTS),
  colour: v.picklist(COLOUR_ORDERS),
  input: v.object({ name: TEXT, type: v.picklist(['float32', 'uint8']) }),
  output: TEXT,
  batch: v.union([v.literal('any'), SIZE], 'any or a size'),
});

/** SHA-256 of bytes, hexadecimal. */
export const hashBytes = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
