import path from 'node:path';
import { shardsStatus } from '../../pipelines/shards/shards-status.ts';
import { formatShards } from '../../report/text/shards.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import type { Io } from '../shared/context.ts';
import { EXIT } from '../shared/exit-codes.ts';
import type { jsonOption } from '../shared/options.ts';
import type { FlagsOf } from '../shared/typed-option.ts';

/** `facekit shards status <output>`: how far shards are. Returns the exit code. */
export async function showShards(
  { args }: Pick<CommandLine, 'args'>,
  { json }: FlagsOf<typeof jsonOption>,
  { cwd, stdout }: Pick<Io, 'cwd' | 'stdout'>,
): Promise<number> {
  const report = await shardsStatus(path.resolve(cwd, args[0] ?? ''), cwd);
  stdout.write(json ? `${JSON.stringify(report)}\n` : formatShards(report));
  return report.complete === report.count ? EXIT.done : EXIT.failed;
}
