import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FacekitError, systemErrorCode } from '../core/errors.ts';
import type { Weights } from '../core/tensor.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { findKnownModel, type BundledModelName } from './known-models.ts';
import { parseSafetensors } from '../formats/safetensors.ts';

/** `models/` of the package; two levels up from `src/weights` as well as from `dist/weights`. */
export const MODELS_FOLDER = fileURLToPath(new URL('../../models/', import.meta.url));

/**
 * Reads the weights of a model that comes with facekit, after checking that its file is the one that was published.
 *
 * @param folder where the file lies.
 * @throws FacekitError `bundled-model-missing`, `bundled-model-altered`.
 */
export async function readBundledModel(name: BundledModelName, folder = MODELS_FOLDER): Promise<Weights> {
  const { file, sha256 } = bundledOrigin(name);
  const location = path.join(folder, file);
  const bytes = await readRegularFile(location).catch((cause: unknown) => {
    if (systemErrorCode(cause) !== 'ENOENT') throw cause;
    throw new FacekitError(
      'bundled-model-missing',
      `Expected the bundled model ${name} at ${location} but there is none; reinstall facekit.`,
      { cause },
    );
  });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256)
    throw new FacekitError(
      'bundled-model-altered',
      `Expected SHA-256 ${sha256} of the bundled model ${location} but found ${found}; reinstall facekit.`,
    );
  return parseSafetensors(bytes, location).weights;
}

/** Whether a model comes with facekit. */
export const isBundledModel = (name: string): name is BundledModelName =>
  findKnownModel(name)?.origin.kind === 'bundled';

function bundledOrigin(name: BundledModelName): { file: string; sha256: string } {
  const origin = findKnownModel(name)?.origin;
  if (origin?.kind !== 'bundled') throw new Error(`${name} is not bundled`);
  return origin;
}
