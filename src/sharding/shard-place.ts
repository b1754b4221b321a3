import path from 'node:path';
import { FacekitError } from '../core/errors.ts';
import { type ShardManifest, readManifest } from './manifest.ts';
import { nameOfShard, parseShardName, type Shard } from './shard.ts';
import { namesIn } from '../files/if-there.ts';

const MANIFEST_ENDING = '.json';

/** The folder that holds the shards of an output: below a folder of crops, or beside a file of embeddings. */
export const shardsOfFolder = (output: string): string => path.join(output, '.shards');
export const shardsOfFile = (output: string): string => `${output}.shards`;

/** The manifest of a shard. */
export const manifestOf = (shards: string, shard: Shard): string =>
  path.join(shards, `${nameOfShard(shard)}${MANIFEST_ENDING}`);

/** What is known of a shard. `absent`: nobody has begun it. */
export type ShardState = { readonly shard: Shard } & (
  | { readonly state: 'absent' }
  | { readonly state: 'partial'; readonly manifest: ShardManifest }
  | { readonly state: 'complete'; readonly manifest: ShardManifest }
);

/**
 * All shards of an output, by their index; empty where none was begun.
 *
 * @throws FacekitError `shards-differ` for shards of different numbers, `shard-damaged`
 */
export async function readShards(shards: string): Promise<ShardState[]> {
  const found = await begunShards(shards);
  const [first] = found;
  if (!first) return [];
  const other = found.find(({ count }) => count !== first.count);
  if (other) throw numbersDiffer(shards, first.count, other.count);
  const begun = new Map(found.map((shard) => [shard.index, shard]));
  const states: ShardState[] = [];
  for (let index = 0; index < first.count; index += 1) {
    const shard = { index, count: first.count };
    const manifest = begun.has(index) ? await readManifest(manifestOf(shards, shard)) : undefined;
    if (!manifest) states.push({ shard, state: 'absent' });
    else states.push({ shard, state: manifest.result ? 'complete' : 'partial', manifest });
  }
  return states;
}

/** The shards that have a manifest. */
export async function begunShards(shards: string): Promise<Shard[]> {
  const names = (await namesIn(shards)).filter((name) => name.endsWith(MANIFEST_ENDING)).sort();
  return names.flatMap((name) => parseShardName(name.slice(0, -MANIFEST_ENDING.length)) ?? []);
}

export const numbersDiffer = (shards: string, ours: number, theirs: number): FacekitError =>
  new FacekitError(
    'shards-differ',
    `Expected shards of one number in ${shards} but there are some of ${theirs} and some of ${ours}: use one number for all, or remove that folder to begin again.`,
  );
