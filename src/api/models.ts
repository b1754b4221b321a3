import path from 'node:path';
import { interruptedError } from '../core/errors.ts';
import { requirePath } from '../core/inner-path.ts';
import { importModel as runImport, type ImportOptions } from '../models/install/import-model.ts';
import { pullModel as runPull } from '../models/install/pull-model.ts';
import { pullRecipe } from '../models/install/pull-recipe.ts';
import { modelFolder } from '../models/store/find-model.ts';
import type { InstalledModel } from '../models/store/install.ts';
import { neverAborted, type RunOptions } from './run-options.ts';

export interface PullModelOptions extends Pick<RunOptions, 'signal'> {
  /** Fetch from the folder at this address instead of the published ones. */
  readonly from?: string | undefined;
  /** Replace the model if it is installed. Default false. */
  readonly overwrite?: boolean | undefined;
  /** The folder of installed models. Default: `models` in facekit's cache. */
  readonly folder?: string | undefined;
  /** Is told of each file that is there: fetched, or kept by an earlier run. */
  readonly onFile?: ((file: { readonly name: string; readonly fetched: boolean }) => void) | undefined;
}

/** Where a pulled model is, and the SHA-256 of its weights. */
export interface PulledModel {
  readonly file: string;
  readonly sha256: string;
  /** How many files came over the network; 0 when the model was installed already. */
  readonly fetched: number;
}

/**
 * Fetches a model, such as `facenet-vggface2`, and checks it against its published SHA-256. A pull that was stopped goes on where
 * it was.
 *
 * @throws FacekitError `usage` for a model that cannot be pulled; `download-failed`, `cache-not-writable`, `disk-full`, `interrupted`
 */
export async function pullModel(name: string, options: PullModelOptions = {}): Promise<PulledModel> {
  const { signal = neverAborted(), folder = modelFolder(), from, overwrite, onFile } = options;
  const recipe = await pullRecipe(name);
  const onEach = (file: { readonly name: string; readonly fetched: boolean }) => onFile?.(file);
  const outcome = await runPull(recipe, { folder, from, overwrite, signal, onFile: onEach });
  if (outcome.kind === 'interrupted')
    throw interruptedError(
      `Interrupted after ${outcome.done} of ${outcome.total} files; the next pull goes on from there.`,
      signal,
    );
  if (outcome.kind === 'already-installed') return { file: outcome.file, sha256: outcome.sha256, fetched: 0 };
  return { file: outcome.model.file, sha256: outcome.model.sha256, fetched: outcome.fetched };
}

export interface ImportModelOptions extends Omit<ImportOptions, 'folder' | 'write'>, Pick<RunOptions, 'cwd'> {
  /** The folder of installed models. Default: `models` in facekit's cache. */
  readonly folder?: string | undefined;
}

/**
 * Puts a model of your own, or a known one from a file, into the cache: a frozen graph, a PyTorch file, a folder of `.npy` files, an
 * ONNX embedder, or a file that facekit wrote.
 *
 * @throws FacekitError what is wrong with the file or the options; `model-exists`, `cache-not-writable`, `disk-full`
 */
export async function importModel(file: string, options: ImportModelOptions = {}): Promise<InstalledModel> {
  requirePath(file, 'file');
  const { folder = modelFolder(), cwd = process.cwd(), ...rest } = options;
  return runImport(path.resolve(cwd, file), { ...rest, folder });
}
