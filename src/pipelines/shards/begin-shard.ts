import { mkdir } from 'node:fs/promises';
import { writing } from '../../files/output-errors.ts';
import { withoutShard } from '../../sharding/command-line.ts';
import { readManifest, type ShardManifest, writeManifest } from '../../sharding/manifest.ts';
import { requireSameShards } from '../../sharding/same-shards.ts';
import { begunShards, manifestOf, numbersDiffer } from '../../sharding/shard-place.ts';
import type { Shard } from '../../sharding/shard.ts';

/** Which shard a run makes, and how it was called. */
export interface ShardRun {
  readonly shard: Shard;
  /** The command line after the program's name. */
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
}

/** A setting of a shard that is none of its crops. */
export const OUTPUT_FORMAT = 'outputFormat';

/**
 * Notes that a shard is begun, among those that are there already.
 *
 * @param shards the folder of the output's shards
 * @param isAnew whether shards of other settings are replaced one after the other
 * @throws FacekitError `shards-differ`, `shard-damaged`
 */
export async function beginShard(shards: string, manifest: ShardManifest, isAnew: boolean): Promise<void> {
  const { shard } = manifest;
  const begun = await begunShards(shards);
  const other = begun.find(({ count }) => count !== shard.count);
  if (other) throw numbersDiffer(shards, shard.count, other.count);
  const neighbour = begun.find(({ index }) => index !== shard.index);
  const theirs = neighbour && !isAnew ? await readManifest(manifestOf(shards, neighbour)) : undefined;
  if (theirs) requireSameShards(theirs, manifest);
  await writing(shards, () => mkdir(shards, { recursive: true }));
  await writeManifest(manifestOf(shards, shard), manifest);
}

/** Whether a shard is complete that the same command makes of the same images: there is nothing left to do. */
export const isDone = (
  earlier: ShardManifest | undefined,
  { argv, cwd, input }: Pick<ShardManifest, 'argv' | 'cwd' | 'input'>,
): boolean =>
  earlier?.result !== undefined &&
  earlier.cwd === cwd &&
  earlier.input.sha256 === input.sha256 &&
  JSON.stringify(withoutShard(earlier.argv)) === JSON.stringify(withoutShard(argv));
