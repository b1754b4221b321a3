import { rm } from 'node:fs/promises';
import { FacekitError } from '../../core/errors.ts';
import { commandOfShard } from '../../sharding/command-line.ts';
import type { ShardManifest } from '../../sharding/manifest.ts';
import { requireSameInput, requireSameShards } from '../../sharding/same-shards.ts';
import type { ShardState } from '../../sharding/shard-place.ts';
import { findShards, type FoundShards } from './find-shards.ts';
import { mergeAlignment } from './merge-alignment.ts';
import { mergeEmbeddings } from './merge-embeddings.ts';

export interface MergeOptions {
  /** Whether an output of that name is replaced. Of a folder of crops of no account: its lists are added to. */
  readonly overwrite?: boolean | undefined;
  /** Whether the shards stay. */
  readonly keep?: boolean | undefined;
}

/** What a merge has joined. */
export interface MergeReport {
  /** Absolute. */
  readonly output: string;
  readonly command: ShardManifest['command'];
  readonly shards: number;
  /** Of the input. */
  readonly images: number;
  /** Images with a record, or rows of embeddings. */
  readonly records: number;
}

/**
 * Joins the shards of an output into what one run would have written, and removes them.
 *
 * @param output absolute
 * @throws FacekitError `shards-missing`, whose message has the commands that make them; `shards-differ`, `shard-damaged`
 */
export async function mergeShards(
  output: string,
  { overwrite = false, keep = false }: MergeOptions,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<MergeReport> {
  const found = await findShards(output);
  const manifests = completeShards(found, cwd);
  const [first, ...others] = manifests;
  if (!first) throw new Error('expected a shard');
  for (const other of others) requireSameShards(first, other);
  requireSameInput(manifests);
  const { command, input } = first;
  const records =
    command === 'align'
      ? await mergeAlignment(output, manifests, signal)
      : await mergeEmbeddings(output, manifests, { overwrite, signal });
  if (!keep) await rm(found.shards, { recursive: true, force: true });
  return { output, command, shards: manifests.length, images: input.images, records };
}

/** Throws `shards-missing` unless all are complete. */
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
