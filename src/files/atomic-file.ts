import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode } from '../core/errors.ts';
import { randomKey } from '../core/random.ts';
import { writing } from './output-errors.ts';
import { formatProcessId, parseProcessId, thisProcess, type ProcessId } from './process-id.ts';
import { namesIn } from './if-there.ts';

/** Writes bytes to a path; tests pass one that fails. */
export type WriteBytes = (file: string, data: Uint8Array | string) => Promise<void>;

/** A file that lies complete beside its place, under a temporary name. */
export interface StagedFile {
  readonly file: string;
  /** Puts the file into its place, replacing what was there. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes files so that they appear whole or not at all. */
export interface AtomicWriter {
  /** Writes aside, in the folder of `file` (made if need be). Nothing is left behind when that fails. */
  stage(file: string, data: Uint8Array | string): Promise<StagedFile>;
  /** Writes aside, then renames. */
  write(file: string, data: Uint8Array | string): Promise<void>;
}

const TEMPORARY = /^\.facekit-(.+)-\w+\.tmp$/;
const RANDOM_BYTES = 8;

/** A name beside a file for what is not whole yet: whose it is can be told, but nobody can have put a link in its place before. */
export const temporaryBeside = (file: string, owner: ProcessId, part: string): string =>
  path.join(
    path.dirname(file),
    `.facekit-${formatProcessId(owner)}-${part}x${randomBytes(RANDOM_BYTES).toString('hex')}.tmp`,
  );

/**
 * @param owner marks the temporary names, so that those of a killed process can be told and removed
 * @param part tells apart the writers of one process (its worker threads)
 */
export function createAtomicWriter(owner: ProcessId, part: string, write: WriteBytes = writeBytes): AtomicWriter {
  const stage = async (file: string, data: Uint8Array | string): Promise<StagedFile> => {
    const temporary = temporaryBeside(file, owner, part);
    const discard = (): Promise<void> => rm(temporary, { force: true });
    await writing(file, async () => {
      await write(temporary, data)
        .catch(async (error: unknown) => {
          if (systemErrorCode(error) !== 'ENOENT') throw error;
          // Of many files in a folder only the first finds that it is not there.
          await mkdir(path.dirname(file), { recursive: true });
          await write(temporary, data);
        })
        .catch(async (error: unknown) => {
          await discard().catch(() => undefined);
          throw error;
        });
    });
    const commit = (): Promise<void> =>
      writing(file, () =>
        atOnce(() => {
          renameSync(temporary, file);
        }),
      ).catch(async (error: unknown) => {
        await discard();
        throw error;
      });
    return { file, commit, discard };
  };
  return { stage, write: async (file, data) => (await stage(file, data)).commit() };
}

/** Writes one file whole or not at all, in a folder that is made if need be. */
export const writeWhole = (file: string, data: Uint8Array | string): Promise<void> =>
  createAtomicWriter(thisProcess(randomKey()), 'f').write(file, data);

const writeBytes: WriteBytes = (file, data) => writeFile(file, data, { flag: 'wx' });

/**
 * Writes while the thread waits: of small files that is less work than the way to another thread and back, three times a file. For
 * threads that nobody waits for.
 */
export const writeAtOnce: WriteBytes = (file, data) =>
  atOnce(() => {
    writeFileSync(file, data, { flag: 'wx' });
  });

/** Does something now; what it throws is a rejection. */
const atOnce = (work: () => void): Promise<void> =>
  new Promise((resolve) => {
    work();
    resolve();
  });

/** Removes the temporary files and folders in a folder (not below it) whose owner is to be cleaned up after, told by when they were written last. */
export async function removeTemporaries(
  folder: string,
  isLeftover: (owner: ProcessId, lastWrite: number) => boolean,
): Promise<void> {
  for (const name of await namesIn(folder)) {
    const owner = parseProcessId(TEMPORARY.exec(name)?.[1] ?? '');
    if (!owner) continue;
    const file = path.join(folder, name);
    const status = await lstat(file).catch(() => undefined);
    if (status && isLeftover(owner, status.mtimeMs)) await rm(file, { recursive: true, force: true });
  }
}
