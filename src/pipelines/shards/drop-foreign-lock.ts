import { rm } from 'node:fs/promises';
import { parseProcessId, thisProcess } from '../../files/process-id.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { ifThere } from '../../files/if-there.ts';

/** Removes the lock of a machine that was lost: a scheduler gives a shard to another one only then. */
export async function dropForeignLock(lock: string): Promise<void> {
  const owner = parseProcessId(await ifThere(readTextFile(lock), ''));
  if (owner && owner.host !== thisProcess('00000').host) await rm(lock, { force: true });
}
