import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import { readShards, shardsOfFile, shardsOfFolder, type ShardState } from '../../sharding/shard-place.ts';
import { nameOfShard } from '../../sharding/shard.ts';
import { measureLines } from './measure-lines.ts';
import { namesIn } from '../../files/if-there.ts';

/** The shards of an output. */
export interface FoundShards {
  /** The output, absolute. */
  readonly output: string;
  /** The folder that holds them. */
  readonly shards: string;
  /** By index; at least one. */
  readonly states: readonly ShardState[];
}

/**
 * Finds the shards of an output: of a folder of crops in it, of a file of embeddings beside it; or the folder of measurements that it is.
 *
 * @param output absolute
 * @throws FacekitError `shards-missing` where there are none, `shards-differ`, `shard-damaged`
 */
export async function findShards(output: string): Promise<FoundShards> {
  for (const shards of [shardsOfFolder(output), shardsOfFile(output), output]) {
    const states = await readShards(shards);
    if (states.length > 0) return { output, shards, states };
  }
  throw new FacekitError(
    'shards-missing',
    `Expected shards of ${output} but none was begun: run align or embed with \`shard: 0/n\` to n-1/n, or name the output that they were given.`,
  );
}

/** How many images of a shard that is being worked on are done. */
export async function imagesDone({ shards }: Pick<FoundShards, 'shards'>, { shard }: ShardState): Promise<number> {
  const name = nameOfShard(shard);
  const partial = (await namesIn(shards)).filter((each) => each.startsWith(`${name}.`) && each.endsWith('.partial'));
  const journals = (await namesIn(path.join(shards, name)))
    .filter((each) => /^\.alignment-.+\.(journal|stopped)$/.test(each))
    .map((each) => path.join(name, each));
  let done = 0;
  for (const file of [...partial, ...journals])
    done += Math.max(0, (await measureLines(path.join(shards, file))).lines - 1);
  return done;
}
