import { rm } from 'node:fs/promises';
import { usageError } from '../../core/errors.ts';
import type { ShardManifest } from '../../sharding/manifest.ts';
import { findShards } from './find-shards.ts';
import { joinable } from './joinable.ts';
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
  const manifests = joinable(found, cwd);
  const [first] = manifests;
  if (!first) throw new Error('expected a shard');
  if (first.command === 'check' || found.shards === output)
    throw usageError(
      `Expected shards of align or embed but ${output} has measurements: give them to dataset check by \`measurements: ${output}\`.`,
    );
  const { command, input } = first;
  const records =
    command === 'align'
      ? await mergeAlignment(output, manifests, signal)
      : await mergeEmbeddings(output, manifests, { overwrite, signal });
  if (!keep) await rm(found.shards, { recursive: true, force: true });
  return { output, command, shards: manifests.length, images: input.images, records };
}
