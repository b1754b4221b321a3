import type { CommandLine } from './command-entry.ts';
import type { Io } from './context.ts';

/** What a command with networks is called with, and how it opens them. */
export interface NetworksCall<Flags, Open> {
  /** Arguments in their order. */
  readonly args: readonly string[];
  /** The command line after the program's name. */
  readonly argv: readonly string[];
  readonly flags: Flags;
  readonly io: Io;
  readonly openNetworks: Open;
}

/** The body of a command that opens its networks by a function; tests pass another one as the last argument. */
export const networksCommand =
  <Flags, Open>(usual: Open, body: (call: NetworksCall<Flags, Open>) => Promise<number>) =>
  (
    { args, argv = [] }: Pick<CommandLine, 'args'> & Partial<CommandLine>,
    flags: Flags,
    io: Io,
    openNetworks: Open = usual,
  ): Promise<number> =>
    body({ args, argv, flags, io, openNetworks });
