import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { requirePath } from '../../core/inner-path.ts';
import { cacheFolder, thisWorld, type CacheWorld } from '../../files/cache-folder.ts';
import { MODELS_FOLDER, readBundledModel } from '../bundled.ts';
import { findKnownModel, KNOWN_MODELS } from '../known-models.ts';
import type { LoadedModel } from '../model-info.ts';
import { looksLikeModelFile } from '../model-names.ts';
import { readNetwork } from '../network-file.ts';
import { readOnnx } from '../onnx-file.ts';
import { unpublishedWeights } from '../published-weights.ts';

export interface StoreOptions {
  /** The folder of installed models. Default: `modelFolder()`. */
  readonly folder?: string | undefined;
  /** What relative paths are relative to. Default: the process's. */
  readonly cwd?: string | undefined;
}

const MISSING = new Set(['ENOENT', 'ENOTDIR']);

type BundledEmbedder = Extract<(typeof KNOWN_MODELS)[number], { role: 'embedder'; origin: { kind: 'bundled' } }>;

/** Where a model is: a known embedder in the package, or a file in the cache or elsewhere. */
export type ModelPlace =
  | { readonly kind: 'bundled'; readonly info: BundledEmbedder; readonly file: string }
  | { readonly kind: 'network' | 'onnx'; readonly file: string };

/** The folder of installed models: `models` in facekit's cache. */
export const modelFolder = (world: CacheWorld = thisWorld()): string =>
  (world.platform === 'win32' ? path.win32 : path.posix).join(cacheFolder(world), 'models');

/**
 * Reads an embedder: one that comes with facekit, one of the cache, or a file that facekit wrote. Its SHA-256 is checked.
 *
 * @param nameOrFile what has a slash or ends in `.safetensors` or `.onnx` is a file.
 * @throws FacekitError `model-not-installed`, `model-unknown`, `model-not-an-embedder`, `model-invalid`, `file-not-found`,
 * `safetensors-invalid`, `file-truncated`.
 */
export async function readModel(nameOrFile: string, options: StoreOptions = {}): Promise<LoadedModel> {
  const place = await findModel(nameOrFile, options);
  if (place.kind === 'bundled') {
    const { info } = place;
    return { kind: 'network', info, weights: await readBundledModel(info.name), sha256: info.origin.sha256 };
  }
  const model = await (place.kind === 'onnx' ? readOnnx(place.file) : readNetwork(place.file));
  const name = looksLikeModelFile(nameOrFile) ? model.info.name : nameOrFile;
  const unpublished = unpublishedWeights({ ...model, name });
  return unpublished === undefined ? model : { ...model, unpublished };
}

/** Finds an embedder without reading it. Takes and throws as `readModel`. */
export async function findModel(nameOrFile: string, options: StoreOptions = {}): Promise<ModelPlace> {
  const { folder = modelFolder(), cwd = process.cwd() } = options;
  requirePath(nameOrFile, 'model');
  if (looksLikeModelFile(nameOrFile)) return findFile(path.resolve(cwd, nameOrFile));
  const known = findKnownModel(nameOrFile);
  if (known?.role === 'detector')
    throw new FacekitError(
      'model-not-an-embedder',
      `Expected a model that makes embeddings but ${nameOrFile} finds faces; choose mobilefacenet or facenet-vggface2.`,
    );
  const bundled = KNOWN_MODELS.find(isBundledEmbedder);
  if (bundled?.name === nameOrFile)
    return { kind: 'bundled', info: bundled, file: path.join(MODELS_FOLDER, bundled.origin.file) };
  const place = await findInstalled(nameOrFile, folder);
  if (place) return place;
  if (known) throw notInstalled(nameOrFile, known.origin.kind === 'download', folder);
  throw await unknownModel(nameOrFile, folder);
}

const isBundledEmbedder = (model: (typeof KNOWN_MODELS)[number]): model is BundledEmbedder =>
  model.role === 'embedder' && model.origin.kind === 'bundled';

/** The file of an installed model; undefined when there is none of that name. */
export async function findInstalled(
  name: string,
  folder: string,
): Promise<{ kind: 'network' | 'onnx'; file: string } | undefined> {
  const candidates = [
    { kind: 'network', file: path.join(folder, `${name}.safetensors`) },
    { kind: 'onnx', file: path.join(folder, `${name}.onnx`) },
  ] as const;
  for (const candidate of candidates) if (await sizeOfFile(candidate.file)) return candidate;
  return undefined;
}

/** The names of the models in the cache folder, in order. */
export async function installedNames(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (MISSING.has(systemErrorCode(error) ?? '')) return [];
    throw error;
  });
  const names = files.flatMap((file) => /^([^.].*)\.(?:safetensors|onnx)$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** Without `model`: FaceNet where it is installed, else the small model, with a line for the user that says so. */
export async function pickDefaultModel(
  options: StoreOptions = {},
): Promise<{ readonly name: string; readonly notice?: string }> {
  const { folder = modelFolder() } = options;
  if (await findInstalled('facenet-vggface2', folder)) return { name: 'facenet-vggface2' };
  return {
    name: 'mobilefacenet',
    notice:
      'Using the small model mobilefacenet, since facenet-vggface2 is not installed ' +
      '(to get it: facekit models pull facenet-vggface2).',
  };
}

async function findFile(file: string): Promise<ModelPlace> {
  if ((await sizeOfFile(file)) === undefined)
    throw new FacekitError('file-not-found', `Expected a model at ${file} but there is no such file.`);
  return { kind: file.toLowerCase().endsWith('.onnx') ? 'onnx' : 'network', file };
}

/** Bytes; undefined where there is no file. */
export async function sizeOfFile(file: string): Promise<number | undefined> {
  try {
    const info = await stat(file);
    return info.isFile() ? info.size : undefined;
  } catch (error) {
    if (MISSING.has(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** What to do about a known model that is not there. */
export function notInstalled(name: string, canBePulled: boolean, folder: string): FacekitError {
  const remedy = canBePulled
    ? `run \`facekit models pull ${name}\`, or \`facekit models import FILE\` with a file of it`
    : `run \`facekit models import FILE --name ${name}\` with a file of it`;
  return new FacekitError('model-not-installed', `Expected ${name} in ${folder} but it is not installed: ${remedy}.`);
}

async function unknownModel(name: string, folder: string): Promise<FacekitError> {
  const known = KNOWN_MODELS.filter(({ role }) => role === 'embedder').map((model) => model.name);
  const names = [...new Set([...known, ...(await installedNames(folder))])].join(', ');
  return new FacekitError(
    'model-unknown',
    `Expected the name of a model (${names}) or a file that facekit wrote but received ${name}.`,
  );
}
