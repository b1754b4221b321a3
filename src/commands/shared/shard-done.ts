import { formatShard, type Shard } from '../../sharding/shard.ts';
import type { Io } from './context.ts';
import { EXIT } from './exit-codes.ts';

/** Says that an earlier run has completed a shard, as after a requeue. Returns the exit code. */
export function tellShardDone(
  shard: Shard,
  { json, quiet }: { readonly json?: boolean; readonly quiet?: boolean },
  { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'>,
): number {
  if (json) stdout.write(`${JSON.stringify({ shard, state: 'complete' })}\n`);
  else if (!quiet) stderr.write(`Shard ${formatShard(shard)} is complete already.\n`);
  return EXIT.done;
}
