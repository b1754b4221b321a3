import type { Option } from 'commander';
import type { Io } from './context.ts';
import { flagsInMessage, namesOf } from './flags-in-messages.ts';

interface Quiet {
  readonly quiet?: boolean;
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
