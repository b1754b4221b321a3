import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { randomKey } from '../../core/random.ts';
import { removeTemporaries, temporaryBeside } from '../../files/atomic-file.ts';
import { cacheFolder, thisWorld } from '../../files/cache-folder.ts';
import { isGone, thisProcess } from '../../files/process-id.ts';
import { describeProcessor } from '../../files/processor.ts';
import { streamRegularFile } from '../../files/regular-file.ts';
import type { LoadedNetwork } from '../../models/model-info.ts';
import { installedVersion, loadOnnxRuntime } from '../../tensor/onnx/open-runtime.ts';
import type { Standardisation } from '../../tensor/network.ts';
import { type LoweredModel, lowerEmbedder, type PreparedModel } from './open-embedding-network.ts';

/** Raised whenever `lowerEmbedder` gives another graph, or other weights, for the same model. */
export const PREPARED_FORM = 1;

/** The folder of prepared models: `prepared` in facekit's cache. */
export const preparedFolder = (cache = cacheFolder(thisWorld())): string => path.join(cache, 'prepared');

/**
 * Makes a model ready for sessions on the processor. Bringing weights into the order of the kernels takes ONNX Runtime a second or more for FaceNet, in
 * each session; from the file of a model that it has made ready once a session opens in a tenth of that, and computes the same bytes. The file's name
 * has its SHA-256: one that was damaged is made again.
 *
 * @returns the lowered model itself where the cache cannot be written
 * @throws as `lowerEmbedder`
 */
export async function prepareEmbedder(
  model: LoadedNetwork,
  standardisation: Standardisation = model.info.standardisation,
  folder = preparedFolder(),
): Promise<PreparedModel | LoweredModel> {
  const { info, sha256 } = model;
  const prepared = (file: string): PreparedModel => ({ kind: 'prepared', info, sha256, standardisation, file });
  const key = await keyOf(model, standardisation);
  const found = await findWhole(folder, key);
  if (found !== undefined) return prepared(found);
  const lowered = lowerEmbedder(model, standardisation);
  const made = await make(lowered, folder, key).catch(() => undefined);
  return made === undefined ? lowered : prepared(made);
}

/** Everything that decides what ONNX Runtime makes of a model. */
async function keyOf({ info, sha256 }: LoadedNetwork, standardisation: Standardisation): Promise<string> {
  const version = installedVersion() ?? (await loadOnnxRuntime()).onnxRuntimeVersion();
  const parts = [PREPARED_FORM, info.architecture, sha256, standardisation, version, describeProcessor()];
  return `${sha256.slice(0, 16)}-${digest(JSON.stringify(parts)).slice(0, 16)}`;
}

const digest = (data: string): string => createHash('sha256').update(data).digest('hex');

/** The name tells whether the file is whole. Read in parts: nobody needs all of it here. */
async function nameOf(key: string, file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of streamRegularFile(file, PART_BYTES)) hash.update(part);
  return `${key}-${hash.digest('hex')}.ort`;
}

const PART_BYTES = 2 ** 20;

async function findWhole(folder: string, key: string): Promise<string | undefined> {
  for (const name of await namesIn(folder)) {
    if (!name.startsWith(`${key}-`)) continue;
    const file = path.join(folder, name);
    if ((await nameOf(key, file).catch(() => undefined)) === name) return file;
    await rm(file, { force: true }).catch(() => undefined);
  }
  return undefined;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function make(lowered: LoweredModel, folder: string, key: string): Promise<string> {
  const { writePrepared } = await loadOnnxRuntime();
  await mkdir(folder, { recursive: true });
  const self = thisProcess(randomKey());
  await removeTemporaries(folder, (owner, lastWrite) => isGone(owner, self, lastWrite));
  const temporary = temporaryBeside(path.join(folder, key), self, 'p');
  try {
    await writePrepared({ bytes: lowered.onnx, externalData: lowered.externalData }, temporary);
    const file = path.join(folder, await nameOf(key, temporary));
    await rename(temporary, file);
    return file;
  } finally {
    await rm(temporary, { force: true });
  }
}
