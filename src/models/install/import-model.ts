import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, systemErrorCode, usageError } from '../../core/errors.ts';
import type { Weights } from '../../core/tensor.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import type { Standardisation } from '../../tensor/network.ts';
import { importFacenetWeights } from '../import/read-weights.ts';
import { sniffWeightFile, unknownForm } from '../import/sniff.ts';
import { importSrn } from '../import/srn-state.ts';
import { findKnownModel, type Alignment, type KnownDetector } from '../known-models.ts';
import type { NetworkInfo, OnnxInfo } from '../model-info.ts';
import { requireModelName, suggestModelName } from '../model-names.ts';
import { readDetectorWeights, readNetwork, readNetworkHeader } from '../network-file.ts';
import { hashBytes } from '../onnx-file.ts';
import { describeOnnx, type OnnxOptions } from '../import/onnx-embedder.ts';
import { looksLikeOnnx } from '../../formats/onnx-inspect.ts';
import { readHeader } from '../store/list.ts';
import { installModel, type InstalledModel, type InstallOptions, type NewModel } from '../store/install.ts';

export interface ImportOptions extends OnnxOptions, InstallOptions {
  /** Default: told from the weights, or made from the file's name. */
  readonly name?: string | undefined;
  /** SPDX identifier. Default `unknown`. */
  readonly licence?: string | undefined;
}

/** Larger files cannot be read at once. */
const LARGEST_FILE = 2 ** 31 - 1;

/** The first biases of the bottleneck, batch norm folded, by which the published model is known in whatever form it comes. */
const FACENET_VGGFACE2 = [0.072913, -0.020173, 0.032167, -0.025356, -0.054608, -0.027521, -0.013316, -0.010285];

/**
 * Imports a model into the cache: an ONNX embedder, a model that facekit wrote on another machine, the weights of FaceNet
 * in any form that `importFacenetWeights` reads, or by the name of a detector that facekit knows its authors' file.
 *
 * @throws FacekitError of `importFacenetWeights`, `describeOnnx` and `installModel`; `model-mismatch` when the name is that of
 * another known model; `usage` for options that the model does not take.
 */
export async function importModel(file: string, options: ImportOptions): Promise<InstalledModel> {
  return installModel(await readForImport(file, options), options);
}

async function readForImport(file: string, options: ImportOptions): Promise<NewModel> {
  const info = await stat(file).catch((cause: unknown) => {
    if (systemErrorCode(cause) === 'ELOOP')
      throw new FacekitError('not-a-file', `Expected a model at ${file} but it is a link that leads to itself.`);
    if (systemErrorCode(cause) !== 'ENOENT') throw cause;
    throw new FacekitError('file-not-found', `Expected a model at ${file} but there is nothing.`, { cause });
  });
  if (!info.isFile() && !info.isDirectory())
    throw new FacekitError('not-a-file', `Expected a model at ${file} but it is a pipe, a socket or a device.`);
  if (info.isFile() && info.size <= LARGEST_FILE && /\.onnx$/i.test(file)) return readOnnxFile(file, options);
  refuseOnnxOptions(file, options);
  const header = info.isFile() ? await readHeader(file) : { damage: 'a folder' };
  if (!('damage' in header))
    return header.info.role === 'detector' ? readOwnDetector(file) : readOwnFile(file, options);
  const known = findKnownModel(options.name ?? '');
  if (known?.role === 'detector' && known.origin.kind === 'import') return readDetectorFile(file, known, options);
  const { weights, form, sha256 } = await importFacenetWeights(file);
  return { info: describeFacenet(weights, file, options), weights, source: { form, sha256 } };
}

/** A detector that facekit wrote on another machine. */
async function readOwnDetector(file: string): Promise<NewModel> {
  const { info, source } = await readNetworkHeader(file);
  if (info.role !== 'detector') throw new Error('Expected a detector');
  return { info, weights: await readDetectorWeights(file, info.name), source };
}

/** A detector that facekit knows, from the file of its authors. */
async function readDetectorFile(file: string, info: KnownDetector, options: ImportOptions): Promise<NewModel> {
  const { alignment, standardisation } = options;
  if (alignment !== undefined || standardisation !== undefined)
    throw usageError(`Expected no \`alignment\` and no \`standardization\` for ${info.name}, which finds faces.`);
  const bytes = await readRegularFile(file, LARGEST_FILE);
  const form = sniffWeightFile(bytes, file, 'a PyTorch file of SRN');
  if (form !== 'torch-legacy' && form !== 'torch-zip')
    throw unknownForm(file, `a file of the kind ${form}`, 'take the .pth of its authors', 'a PyTorch file of SRN');
  return { info, weights: importSrn(bytes, file), source: { form, sha256: hashBytes(bytes) } };
}

/** A model that facekit wrote brings its description with it. */
async function readOwnFile(file: string, { name, alignment, standardisation }: ImportOptions): Promise<NewModel> {
  if (alignment !== undefined || standardisation !== undefined)
    throw usageError(`Expected no \`alignment\` and no \`standardization\` for ${file}, which says both itself.`);
  const { info, weights, source } = await readNetwork(file);
  if (name === undefined || name === info.name) return { info, weights, source };
  return {
    info: { ...info, name: refuseKnownName(name, file), origin: { kind: 'import' } },
    weights,
    source,
  };
}

async function readOnnxFile(file: string, options: ImportOptions): Promise<NewModel> {
  const onnx = await readRegularFile(file);
  if (!looksLikeOnnx(onnx, file))
    throw new FacekitError('onnx-invalid', `Expected an ONNX model in ${file} but found something else.`);
  const sha256 = hashBytes(onnx);
  const info: OnnxInfo = {
    role: 'embedder',
    origin: { kind: 'import' },
    architecture: 'onnx',
    name: refuseKnownName(requireModelName(options.name ?? suggestModelName(file)), file),
    description: `imported from ${path.basename(file)}`,
    licence: options.licence ?? 'unknown',
    ...describeOnnx(onnx, file, options),
  };
  return { info, onnx, source: { form: 'onnx', sha256 } };
}

/**
 * A name that is not that of a model that facekit knows.
 *
 * @throws FacekitError `usage`
 */
export function refuseKnownName(name: string, file: string): string {
  if (findKnownModel(name))
    throw usageError(`Expected another \`name\` for ${file}: facekit knows ${name} as another model.`);
  return name;
}

/** A model that facekit knows has what facekit knows of it; another may be described by options. */
function describeFacenet(weights: Weights, file: string, options: ImportOptions): NetworkInfo {
  const isPublished = isFacenetVggface2(weights);
  const suggested = isPublished ? 'facenet-vggface2' : suggestModelName(file);
  const name = requireModelName(options.name ?? suggested);
  if (findKnownModel(name) && (name === 'facenet-vggface2') !== isPublished)
    throw new FacekitError(
      'model-mismatch',
      `Expected the weights of ${name} in ${file} but found those of another model; choose another \`name\`.`,
    );
  const { alignment, standardisation = 'fixed', licence = 'unknown' } = options;
  const known = findKnownModel(name);
  if (known?.role === 'embedder') {
    if (alignment === undefined && options.standardisation === undefined) return known;
    throw usageError(
      `Expected no \`alignment\` and no \`standardization\` for ${name}, whose are known; choose another \`name\`.`,
    );
  }
  return {
    name,
    role: 'embedder',
    origin: { kind: 'import' },
    description: `Inception-ResNet-v1 imported from ${path.basename(file)}`,
    licence,
    architecture: 'inception-resnet-v1',
    inputSize: 160,
    alignment: alignment ?? ({ kind: 'box', margin: 32 } satisfies Alignment),
    standardisation: requireWord(standardisation, file),
    dimension: weights.get('InceptionResnetV1/Bottleneck/biases')?.data.length ?? 0,
  };
}

/** Forms of the same model differ by the rounding of their batch norms. */
function isFacenetVggface2(weights: Weights): boolean {
  const biases = weights.get('InceptionResnetV1/Bottleneck/biases')?.data ?? new Float32Array();
  return FACENET_VGGFACE2.every((expected, i) => Math.abs((biases[i] ?? NaN) - expected) < 1e-4);
}

function requireWord(standardisation: OnnxInfo['standardisation'], file: string): Standardisation {
  if (typeof standardisation === 'string') return standardisation;
  throw usageError(`Expected fixed, per-image or none as \`standardization\` of ${file}; MEAN,STD is for ONNX models.`);
}

function refuseOnnxOptions(file: string, { inputSize, layout, colour, output }: ImportOptions): void {
  if ([inputSize, layout, colour, output].every((option) => option === undefined)) return;
  throw usageError(
    `Expected \`inputSize\`, \`layout\`, \`color\` and \`output\` only with an .onnx file but received one with ${file}.`,
  );
}
