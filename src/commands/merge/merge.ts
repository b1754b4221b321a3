import path from 'node:path';
import { mergeShards } from '../../pipelines/shards/merge-shards.ts';
import { formatMerge } from '../../report/text/shards.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { MergeFlags } from './options.ts';

/** `facekit merge <output>`: joins shards. Returns the exit code. */
export async function merge(
  { args }: Pick<CommandLine, 'args'>,
  flags: MergeFlags,
  { cwd, signal, stdout }: Pick<Io, 'cwd' | 'signal' | 'stdout'>,
): Promise<number> {
  const report = await mergeShards(path.resolve(cwd, args[0] ?? ''), flags, { cwd, signal });
  if (flags.json) stdout.write(`${JSON.stringify(report)}\n`);
  else if (!flags.quiet) stdout.write(formatMerge(report));
  return EXIT.done;
}
