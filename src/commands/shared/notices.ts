import path from 'node:path';
import type { Option } from 'commander';
import type { Io } from './context.ts';
import { interruptedExitCode } from './exit-codes.ts';
import { flagsInMessage, namesOf } from './flags-in-messages.ts';

interface Quiet {
  readonly quiet?: boolean | undefined;
}

/** Writes lines that are no problem to standard error, unless they are not wanted. */
export const noticesTo =
  ({ stderr }: Pick<Io, 'stderr'>, { quiet = false }: Quiet) =>
  (line: string): void => {
    if (!quiet) stderr.write(`${line}\n`);
  };

/** The same of what the library notes about options of a command. */
export function notesTo(io: Pick<Io, 'stderr'>, flags: Quiet, options: readonly Option[]): (note: string) => void {
  const tell = noticesTo(io, flags);
  const names = namesOf(options);
  return (note) => {
    tell(flagsInMessage(note, names));
  };
}

/** Says what an interrupted command has done. Returns the exit code. */
export function tellInterrupted({ stderr, signal }: Pick<Io, 'stderr' | 'signal'>, line: string): number {
  stderr.write(`${line}\n`);
  return interruptedExitCode(signal);
}

/** Writes the page that is asked for, if one is, and says where it is. @param write is given a folder, and returns its page */
export async function writeReport(
  { report, quiet }: Quiet & { readonly report?: string | undefined },
  { cwd, stderr }: Pick<Io, 'cwd' | 'stderr'>,
  write: (folder: string) => Promise<string>,
): Promise<void> {
  if (report === undefined) return;
  const page = await write(path.resolve(cwd, report));
  noticesTo({ stderr }, { quiet })(`Report: ${page}`);
}
