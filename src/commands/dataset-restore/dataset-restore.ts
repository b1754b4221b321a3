import type { DatasetRestoreFlags } from './options.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT } from '../shared/exit-codes.ts';
import { tellInterrupted } from '../shared/notices.ts';
import path from 'node:path';
import { restoreQuarantine } from '../../dataset/quarantine/restore.ts';
import { formatRestore } from '../../report/text/dataset-check.ts';
import type { Io } from '../shared/context.ts';

/** `facekit dataset restore <folder>`: undoes a quarantine. Returns the exit code. */
export async function datasetRestore(
  { args }: Pick<CommandLine, 'args'>,
  { to, json }: DatasetRestoreFlags,
  io: Io,
): Promise<number> {
  const outcome = await restoreQuarantine(path.resolve(io.cwd, args[0] ?? ''), {
    signal: io.signal,
    ...(to !== undefined && { to: path.resolve(io.cwd, to) }),
  });
  io.stdout.write(json ? `${JSON.stringify(outcome)}\n` : formatRestore(outcome));
  if (outcome.remaining > 0)
    return tellInterrupted(io, `Interrupted with ${outcome.remaining} files to go; run the same command again.`);
  return outcome.inTheWay.length + outcome.lost.length > 0 ? EXIT.failed : EXIT.done;
}
