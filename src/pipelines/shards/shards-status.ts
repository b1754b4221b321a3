import { findShards, imagesDone } from './find-shards.ts';
import { missingCommands } from './joinable.ts';

/** How far a shard is. */
export interface ShardProgress {
  readonly index: number;
  readonly state: 'absent' | 'partial' | 'complete';
  /** Images of the shard; null where nobody has counted them. */
  readonly images: number | null;
  /** Those of them that are done. */
  readonly done: number;
}

/** How far the shards of an output are. */
export interface ShardsReport {
  /** Absolute. */
  readonly output: string;
  readonly count: number;
  readonly complete: number;
  readonly shards: readonly ShardProgress[];
  /** The commands that make the shards which are not complete. */
  readonly commands: readonly string[];
}

/**
 * How far the shards of an output are.
 *
 * @param output absolute
 * @param cwd where the commands are to be called
 * @throws FacekitError as `findShards`
 */
export async function shardsStatus(output: string, cwd: string): Promise<ShardsReport> {
  const found = await findShards(output);
  const shards: ShardProgress[] = [];
  for (const each of found.states) {
    const { index } = each.shard;
    if (each.state === 'absent') shards.push({ index, state: 'absent', images: null, done: 0 });
    else {
      const { images } = each.manifest;
      const done = each.state === 'complete' ? images : Math.min(images, await imagesDone(found, each));
      shards.push({ index, state: each.state, images, done });
    }
  }
  return {
    output,
    count: shards.length,
    complete: shards.filter(({ state }) => state === 'complete').length,
    shards,
    commands: missingCommands(found.states, cwd),
  };
}
