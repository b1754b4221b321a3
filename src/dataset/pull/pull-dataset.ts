import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { randomKey } from '../../core/random.ts';
import { createAtomicWriter, type WriteBytes } from '../../files/atomic-file.ts';
import { withLock } from '../../files/lock.ts';
import { writing } from '../../files/output-errors.ts';
import { facekitVersion } from '../../files/package-info.ts';
import { requireInside } from '../../files/real-path.ts';
import { thisProcess, type ProcessId } from '../../files/process-id.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { extractImages } from './extract-images.ts';
import { obtainFile, type ObtainOptions } from './obtain-file.ts';
import { planPull, RECORD_FILE, readRecord, type DatasetRecord } from './plan-pull.ts';
import type { DatasetFile, DatasetSource } from './source.ts';
import { ifThere } from '../../files/if-there.ts';

export interface PullDatasetOptions extends Omit<ObtainOptions, 'self' | 'onBytes'> {
  /** Where the data set goes: images to `<folder>/<name>/`, lists beside it. Absolute. */
  readonly folder: string;
  readonly listsOnly?: boolean | undefined;
  /** Replace what is there. */
  readonly overwrite?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly listener?: PullListener;
  /** How images are written. */
  readonly write?: WriteBytes;
}

/** What a pull tells while it goes on. */
export interface PullListener {
  /** Of the archive, how many bytes are there. */
  fetchedBytes(bytes: number): void;
  beginsImages(): void;
  wroteImage(): void;
}

export type PullDatasetOutcome =
  | { readonly kind: 'interrupted' }
  | {
      readonly kind: 'installed' | 'already-there';
      /** Undefined when only the lists were asked for. */
      readonly images: { readonly folder: string; readonly count: number } | undefined;
      /** Files. */
      readonly lists: readonly string[];
    };

const SILENT: PullListener = {
  fetchedBytes: () => undefined,
  beginsImages: () => undefined,
  wroteImage: () => undefined,
};

/**
 * Fetches a data set and puts it in its place: lists first, since they are small, then the images. The images appear all
 * together. What was fetched is kept in `.<name>.partial` until then, so that a pull that was stopped or killed goes on; one whose
 * work is done says so and asks for nothing.
 *
 * @throws FacekitError `dataset-exists`, `download-failed`, `bad-archive`, `locked`, `disk-full`, `output-not-writable`, `usage`.
 */
export async function pullDataset(source: DatasetSource, options: PullDatasetOptions): Promise<PullDatasetOutcome> {
  const { folder, signal } = options;
  const self = thisProcess(randomKey());
  try {
    signal.throwIfAborted();
    await writing(folder, () => mkdir(folder, { recursive: true }));
    return await withLock(
      path.join(folder, `.${source.name}.lock`),
      self,
      () => pull(source, { ...options, self }),
      signal,
    );
  } catch (error) {
    if (signal.aborted) return { kind: 'interrupted' };
    throw error;
  }
}

type Work = PullDatasetOptions & { readonly self: ProcessId };

async function pull(source: DatasetSource, options: Work): Promise<PullDatasetOutcome> {
  const { folder, listsOnly = false } = options;
  const plan = await planPull(source, options);
  const partial = path.join(folder, `.${source.name}.partial`);
  await requireInside(folder, [path.basename(partial)]);
  for (const list of plan.lists) await installList(list, partial, options);
  if (plan.images) await installImages(source, partial, options);
  // With lists only, half an archive of another pull may be there.
  await (listsOnly ? rmdir(partial).catch(() => undefined) : rm(partial, { recursive: true, force: true }));
  const place = path.join(folder, source.name);
  return {
    kind: plan.images || plan.lists.length > 0 ? 'installed' : 'already-there',
    images: listsOnly ? undefined : { folder: place, count: (await readRecord(place))?.images ?? 0 },
    lists: source.lists.map(({ name }) => path.join(folder, name)),
  };
}

async function installList(file: DatasetFile, partial: string, options: Work): Promise<void> {
  const obtained = await obtainFile(file, { ...options, folder: partial });
  const writer = createAtomicWriter(options.self, 'dataset');
  const place = path.join(options.folder, file.name);
  // The folder may be removed meanwhile.
  const bytes = await writing(place, () => readRegularFile(obtained));
  await writer.write(place, bytes);
  await rm(path.join(partial, file.name), { force: true });
}

async function installImages(source: DatasetSource, partial: string, options: Work): Promise<void> {
  const { signal, write, listener = SILENT } = options;
  const archive = await obtainFile(source.archive, {
    ...options,
    folder: partial,
    onBytes: (bytes) => {
      listener.fetchedBytes(bytes);
    },
  });
  // Of a pull that was killed here.
  const staged = path.join(partial, 'images');
  await rm(staged, { recursive: true, force: true });
  listener.beginsImages();
  try {
    const onImage = (): void => {
      listener.wroteImage();
    };
    const images = await extractImages(archive, staged, { signal, onImage, ...(write && { write }) });
    const writer = createAtomicWriter(options.self, 'dataset');
    await writer.write(path.join(staged, RECORD_FILE), toRecord(source, images));
    await putInPlace(staged, path.join(options.folder, source.name), path.join(partial, 'replaced'));
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}

function toRecord({ name, variant, archive }: DatasetSource, images: number): string {
  const { name: file, sha256 } = archive;
  const record: DatasetRecord = {
    facekit: facekitVersion(),
    dataset: name,
    variant,
    archive: { name: file, sha256 },
    images,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** What is to be replaced goes when the new images are whole: it is moved out of the way, and removed with the rest. */
async function putInPlace(staged: string, place: string, aside: string): Promise<void> {
  await writing(place, async () => {
    await rm(aside, { recursive: true, force: true });
    await ifThere(rename(place, aside), undefined);
    await rename(staged, place);
  });
}
