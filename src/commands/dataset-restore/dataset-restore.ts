import type { DatasetRestoreFlags } from './options.ts';
import type { CommandLine } from '../shared/command-entry.ts';
import { EXIT, interruptedExitCode } from '../shared/exit-codes.ts';
import path from 'node:path';
import { restoreQuarantine } from '../../dataset/quarantine/restore.ts';
import { formatRestore } from '../../report/text/dataset-check.ts';
import type { Io } from '../shared/context.ts';

/** `facekit dataset restore <folder>`: undoes a quarantine. Returns the exit code. */
export async function datasetRestore(
  { args }: Pick<CommandLine, 'args'>,
  { to, json }: DatasetRestoreFlags,
  { cwd, signal, stdout, stderr }: Io,
): Promise<number> {
  const outcome = await restoreQuarantine(path.resolve(cwd, args[0] ?? ''), {
    signal,
    ...(to !== undefined && { to: path.resolve(cwd, to) }),
  });
  stdout.write(json ? `${JSON.stringify(outcome)}\n` : formatRestore(outcome));
  if (outcome.remaining > 0) {
    stderr.write(`Interrupted with ${outcome.remaining} files to go; run the same command again.\n`);
    return interruptedExitCode(signal);
  }
  return outcome.inTheWay.length + outcome.lost.length > 0 ? EXIT.failed : EXIT.done;
}
