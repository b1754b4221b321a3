import { type Dirent, readdir } from 'node:fs';
import type { FileSystemAdapter } from 'fast-glob';
import { interruptedError } from '../core/errors.ts';

/**
 * The files and folders that a pattern matches, relative to `cwd`; none for what is no pattern.
 *
 * @throws FacekitError `interrupted` when the signal is aborted
 */
export async function pathsMatching(
  pattern: string,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal | undefined },
): Promise<string[]> {
  const { default: fastGlob } = await import('fast-glob');
  if (!fastGlob.isDynamicPattern(pattern)) return [];
  try {
    return await fastGlob(pattern, { cwd, onlyFiles: false, fs: { readdir: readdirUntil(signal) } });
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw interruptedError(`Interrupted while matches of ${pattern} were looked for.`, signal);
  }
}

type Entries = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void;
type Names = (error: NodeJS.ErrnoException | null, names: string[]) => void;

/** Lists no further folder once the signal is aborted: fast-glob knows no signals. */
function readdirUntil(signal: AbortSignal | undefined): FileSystemAdapter['readdir'] {
  function list(folder: string, options: { withFileTypes: true }, callback: Entries): void;
  function list(folder: string, callback: Names): void;
  function list(folder: string, second: { withFileTypes: true } | Names, callback?: Entries): void {
    const error = signal?.aborted ? new Error('aborted') : undefined;
    if (typeof second === 'function') return error ? second(error, []) : readdir(folder, second);
    if (callback) return error ? callback(error, []) : readdir(folder, second, callback);
  }
  return list;
}
