import { rm } from 'node:fs/promises';
import { systemErrorCode } from '../../core/errors.ts';
import { parseProcessId, thisProcess } from '../../files/process-id.ts';
import { readTextFile } from '../../files/regular-file.ts';

/** Removes the lock of a machine that was lost: a scheduler gives a shard to another one only then. */
export async function dropForeignLock(lock: string): Promise<void> {
  try {
    const owner = parseProcessId(await readTextFile(lock));
    if (owner && owner.host !== thisProcess('00000').host) await rm(lock, { force: true });
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
