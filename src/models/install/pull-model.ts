import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { forEachConcurrent } from '../../core/concurrency.ts';
import { FacekitError } from '../../core/errors.ts';
import { shuffled, type Random } from '../../core/random.ts';
import type { AtomicWriter } from '../../files/atomic-file.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { hashBytes } from '../onnx-file.ts';
import { Addresses, type AddressOptions } from './pull-addresses.ts';
import type { PullRecipe, RemoteFile } from './pull-recipe.ts';
import { findInstalled } from '../store/find-model.ts';
import { readHeader } from '../store/list.ts';
import { inCache, installModel, openFolder, type InstalledModel, type InstallOptions } from '../store/install.ts';
import { ifThere } from '../../files/if-there.ts';

export interface PullOptions extends InstallOptions, Omit<AddressOptions, 'signal'> {
  /** Instead of the recipe's addresses. */
  readonly from?: string | undefined;
  readonly signal: AbortSignal;
  /** Is told of each file that is there: fetched, or kept by an earlier run. */
  readonly onFile?: (file: { readonly name: string; readonly fetched: boolean }) => void;
  /** Default 8. */
  readonly parallel?: number;
  readonly random?: Random;
}

export type PullOutcome =
  | { readonly kind: 'installed'; readonly model: InstalledModel; readonly fetched: number }
  | { readonly kind: 'already-installed'; readonly file: string; readonly sha256: string }
  | { readonly kind: 'interrupted'; readonly done: number; readonly total: number };

/**
 * Fetches a model in its many files, each checked against the SHA-256 in the recipe, and installs it. Checked files are kept in
 * the cache until the model is whole, so a pull that was stopped or killed goes on where it was. Pulls at the same time
 * share these files: each takes them in another order and looks for what the others have.
 *
 * @throws FacekitError `download-failed`, `cache-not-writable`, `disk-full`, `usage`.
 */
export async function pullModel(recipe: PullRecipe, options: PullOptions): Promise<PullOutcome> {
  const { info } = recipe;
  const { folder, signal } = options;
  const there = options.overwrite ? undefined : await findWhole(info.name, folder);
  if (there) return { kind: 'already-installed', ...there };
  const kept = await openKept(path.join(folder, '.partial', info.name), options);
  const { files, fetched } = await fetchFiles(recipe, kept, options).finally(() => kept.close());
  if (signal.aborted) return { kind: 'interrupted', done: files.size, total: recipe.files.length };
  const weights = recipe.toWeights(files, info.name);
  const model = await installModel({ info, weights, source: recipe.source }, { ...options, overwrite: true });
  await kept.remove(recipe.files);
  await kept.close();
  return { kind: 'installed', model, fetched };
}

/** A damaged model counts as none. */
async function findWhole(name: string, folder: string): Promise<{ file: string; sha256: string } | undefined> {
  const { file } = (await findInstalled(name, folder)) ?? {};
  const header = file === undefined ? undefined : await readHeader(file);
  return file === undefined || !header || 'damage' in header ? undefined : { file, sha256: header.sha256 };
}

interface Fetched {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** How many of them came over the network. */
  readonly fetched: number;
}

async function fetchFiles(recipe: PullRecipe, kept: KeptFiles, options: PullOptions): Promise<Fetched> {
  const { signal, from, parallel = 8, random, onFile = () => undefined } = options;
  // The first file that cannot be had ends the others at once.
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const addresses = new Addresses(from === undefined ? recipe.addresses : [from], {
    ...options,
    signal: stop,
  });
  const files = new Map<string, Uint8Array>();
  let fetched = 0;
  const obtain = async (file: RemoteFile): Promise<void> => {
    const before = await kept.read(file);
    const bytes = before ?? (await addresses.fetch(file));
    if (!before) await kept.write(file, bytes);
    if (!before) fetched += 1;
    files.set(file.name, bytes);
    onFile({ name: file.name, fetched: !before });
  };
  let error: unknown;
  const obtainOrStop = (file: RemoteFile): Promise<void> =>
    obtain(file).catch((reason: unknown) => {
      if (!stop.aborted) error = reason;
      failure.abort();
    });
  await forEachConcurrent(shuffled(recipe.files, random), parallel, obtainOrStop, stop);
  if (error !== undefined) throw withRemedy(error, recipe, files.size);
  return { files, fetched };
}

/** Files of a model that is not whole yet. */
interface KeptFiles {
  /** Undefined when it is not there, or not what it should be. */
  read(file: RemoteFile): Promise<Uint8Array | undefined>;
  write(file: RemoteFile, bytes: Uint8Array): Promise<void>;
  remove(files: readonly RemoteFile[]): Promise<void>;
  /** Removes the folders if they are empty. */
  close(): Promise<void>;
}

/** Fails before anything is fetched when the folder cannot be written. */
async function openKept(folder: string, { folder: cache, write }: InstallOptions): Promise<KeptFiles> {
  const place = ({ name }: RemoteFile): string => path.join(folder, name);
  const writer: AtomicWriter = await inCache(cache, () => openFolder({ folder, write }));
  return {
    read: async (file) => {
      const bytes = await ifThere(readRegularFile(place(file)), undefined);
      return bytes && hashBytes(bytes) === file.sha256 ? bytes : undefined;
    },
    write: (file, bytes) => inCache(cache, () => writer.write(place(file), bytes)),
    // File by file: another pull may still be writing here, and goes on with its own.
    remove: async (files) => {
      for (const file of files) await rm(place(file), { force: true });
    },
    close: async () => {
      for (const each of [folder, path.dirname(folder)]) await rmdir(each).catch(() => undefined);
    },
  };
}

function withRemedy(error: unknown, { info, files }: PullRecipe, done: number): unknown {
  if (!(error instanceof FacekitError && error.code === 'download-failed')) return error;
  const kept = done > 0 ? `${done} of ${files.length} files are kept; the same command goes on from there. ` : '';
  const message =
    `${error.message}\n${kept}Name another address with \`from: URL\` or FACEKIT_MODELS_URL, ` +
    `or import a file of the model: \`facekit models import FILE --name ${info.name}\`.`;
  return new FacekitError(error.code, message, { cause: error });
}
