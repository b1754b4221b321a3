import { FacekitError } from '../../core/errors.ts';
import { commandOfShard } from '../../sharding/command-line.ts';
import type { ShardManifest } from '../../sharding/manifest.ts';
import { requireSameInput, requireSameShards } from '../../sharding/same-shards.ts';
import type { ShardState } from '../../sharding/shard-place.ts';
import type { FoundShards } from './find-shards.ts';

/**
 * The shards of an output, which are all complete and belong together.
 *
 * @param cwd where the commands that make the others would be called
 * @throws FacekitError `shards-missing`, whose message has these commands; `shards-differ`
 */
export function joinable(found: FoundShards, cwd: string): ShardManifest[] {
  const manifests = completeShards(found, cwd);
  const [first, ...others] = manifests;
  for (const other of others) if (first) requireSameShards(first, other);
  requireSameInput(manifests);
  return manifests;
}

function completeShards({ output, states }: FoundShards, cwd: string): ShardManifest[] {
  const complete = states.flatMap((each) => (each.state === 'complete' ? [each.manifest] : []));
  const missing = states.filter(({ state }) => state !== 'complete');
  if (missing.length === 0) return complete;
  const lines = missingCommands(states, cwd).map((line) => `\n  ${line}`);
  throw new FacekitError(
    'shards-missing',
    `Expected ${states.length} shards of ${output} but ${missing.length} of them ${missing.length === 1 ? 'is' : 'are'} not complete: run these commands, then merge again.${lines.join('')}`,
    { data: { missing: missing.map(({ shard }) => shard.index) } },
  );
}

/** The commands that make the shards which are not complete. */
export function missingCommands(states: readonly ShardState[], cwd: string): string[] {
  const known = states.flatMap((each) => (each.state === 'absent' ? [] : [each.manifest]));
  const [sample] = known;
  if (!sample) return [];
  return states
    .filter(({ state }) => state !== 'complete')
    .map((each) => commandOfShard(each.state === 'absent' ? sample : each.manifest, each.shard, cwd));
}
