import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { FacekitError } from '../../core/errors.ts';
import { randomKey } from '../../core/random.ts';
import type { Weights } from '../../core/tensor.ts';
import { createAtomicWriter, removeTemporaries, type AtomicWriter, type WriteBytes } from '../../files/atomic-file.ts';
import { READ_ONLY } from '../../files/output-errors.ts';
import { isGone, thisProcess } from '../../files/process-id.ts';
import type { KnownDetector } from '../known-models.ts';
import type { ModelHeader, ModelSource, NetworkInfo, OnnxInfo } from '../model-info.ts';
import { requireModelName } from '../model-names.ts';
import { encodeNetwork, hashWeights } from '../network-file.ts';
import { encodeOnnxHeader, hashBytes, SIDECAR_ENDING } from '../onnx-file.ts';
import { findInstalled } from './find-model.ts';
import { readHeader } from './list.ts';

/** A model to be put into the cache. */
export type NewModel = { readonly source: ModelSource } & (
  | { readonly info: NetworkInfo | KnownDetector; readonly weights: Weights }
  | { readonly info: OnnxInfo; readonly onnx: Uint8Array }
);

export interface InstallOptions {
  /** The folder of installed models. */
  readonly folder: string;
  /** Replace another model of that name. Default false. */
  readonly overwrite?: boolean | undefined;
  /** Writes bytes; tests pass one that fails. */
  readonly write?: WriteBytes | undefined;
}

export interface InstalledModel extends ModelHeader {
  readonly file: string;
  /** False when the very same model was there already, and nothing was written. */
  readonly written: boolean;
}

/**
 * Puts a model into the cache: whole, or not at all.
 *
 * @throws FacekitError `usage` for a bad name, `model-exists`, `cache-not-writable`, `disk-full`.
 */
export async function installModel(model: NewModel, options: InstallOptions): Promise<InstalledModel> {
  const { info, source } = model;
  const name = requireModelName(info.name);
  const sha256 = 'weights' in model ? hashWeights(model.weights) : hashBytes(model.onnx);
  const file = path.join(options.folder, `${name}${'weights' in model ? '.safetensors' : '.onnx'}`);
  const before = await findInstalled(name, options.folder);
  const written = !(before && !options.overwrite && (await requireSame(before.file, { info, sha256, source })));
  if (written) {
    await inCache(options.folder, async () => writeModel(await openFolder(options), file, { ...model, sha256 }));
    if (before && before.file !== file) await removeModel(before.file);
  }
  return { info, sha256, source, file, written };
}

/**
 * Makes a folder of the cache ready for writing, and clears away what a killed process has left there.
 *
 * @throws FacekitError `output-not-writable`, `disk-full`.
 */
export async function openFolder({ folder, write }: Pick<InstallOptions, 'folder' | 'write'>): Promise<AtomicWriter> {
  const self = thisProcess(randomKey());
  const writer = createAtomicWriter(self, 'models', write);
  const probe = await writer.stage(path.join(folder, 'probe'), '');
  await probe.discard();
  await removeTemporaries(folder, (owner, lastWrite) => isGone(owner, self, lastWrite));
  return writer;
}

/** Runs a write and says what to do when the cache cannot be written. */
export async function inCache<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FacekitError && error.code === 'output-not-writable')) throw error;
    const message =
      error.data.systemError === READ_ONLY
        ? `Expected a model cache that can be written but ${folder} is on a read-only file system: set FACEKIT_CACHE to a folder of your own.`
        : `Expected to be allowed to write the model cache ${folder}: change its permissions, or set FACEKIT_CACHE to a folder of your own.`;
    throw new FacekitError('cache-not-writable', message, { cause: error });
  }
}

/** The file beside an ONNX model comes last: until then the model is refused as one that does not fit it. */
async function writeModel(
  writer: AtomicWriter,
  file: string,
  model: NewModel & { readonly sha256: string },
): Promise<void> {
  if ('weights' in model) return writer.write(file, encodeNetwork(model, model.weights));
  const sidecar = await writer.stage(`${file}${SIDECAR_ENDING}`, encodeOnnxHeader(model));
  await writer.write(file, model.onnx).catch(async (error: unknown) => {
    await sidecar.discard();
    throw error;
  });
  await sidecar.commit();
}

async function removeModel(file: string): Promise<void> {
  await rm(file, { force: true });
  await rm(`${file}${SIDECAR_ENDING}`, { force: true });
}

/** True when the model that is there is the new one; a damaged one may be replaced. */
async function requireSame(file: string, { info, sha256, source }: ModelHeader): Promise<boolean> {
  const there = await readHeader(file);
  if ('damage' in there) return false;
  if (isDeepStrictEqual([there.info, there.sha256], [info, sha256])) return true;
  throw new FacekitError(
    'model-exists',
    `Expected no other model ${info.name} but ${file} is one (from ${there.source.form}, SHA-256 ${there.sha256.slice(0, 12)}…; the new one is from ${source.form}, ${sha256.slice(0, 12)}…): ` +
      'choose another `name`, or replace it with `overwrite`.',
  );
}
