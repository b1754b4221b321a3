import { link, open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { FacekitError, systemErrorCode } from '../core/errors.ts';
import { writing } from './output-errors.ts';
import { formatProcessId, isGone, parseProcessId, type ProcessId } from './process-id.ts';
import { readRegularFile } from './regular-file.ts';

const RETRY_MS = 25;
const PATIENCE_MS = 60_000;
/** Of a lock: the name of a process. */
const MOST_BYTES = 1000;

/**
 * Runs `work` while no other process that uses the same lock file does. The lock of a process that was killed is taken over.
 *
 * @throws FacekitError `locked` when another process has held the lock for a minute, `not-a-file` where something else is in its place; an AbortError when `signal` is aborted
 * while it waits
 */
export async function withLock<T>(
  file: string,
  self: ProcessId,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await acquire(file, self))) {
    await breakIfAbandoned(file, self);
    if (Date.now() > deadline) {
      throw new FacekitError(
        'locked',
        `Another process has held ${file} for a minute: end it, or remove the file if no process uses the folder.`,
      );
    }
    await sleep(RETRY_MS, undefined, signal && { signal });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(file: string, self: ProcessId): Promise<boolean> {
  return writing(file, async () => {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(formatProcessId(self)).finally(() => handle.close());
      return true;
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

/**
 * Two processes may find the same abandoned lock, and the slower one would remove the new lock of the faster. So the file is
 * moved aside first, looked at again there, and put back if it turns out to be someone's.
 */
async function breakIfAbandoned(file: string, self: ProcessId): Promise<void> {
  if (!(await isAbandoned(file, self))) return;
  const aside = `${file}.${formatProcessId(self)}`;
  try {
    await rename(file, aside);
    if (!(await isAbandoned(aside, self))) await link(aside, file);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' && systemErrorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function isAbandoned(file: string, self: ProcessId): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readRegularFile(file, MOST_BYTES), stat(file)]);
    const owner = parseProcessId(text.toString());
    // An empty file: its owner has just made it, or was killed between making and writing it.
    if (!owner) return Date.now() - mtimeMs > 5_000;
    return isGone(owner, self, mtimeMs);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
