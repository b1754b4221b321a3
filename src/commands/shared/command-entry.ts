import type { Command, Option } from 'commander';
import type { Io } from './context.ts';
import type { FlagsOf, TypedOption } from './typed-option.ts';

/** A command of the program, or a group of them. */
export interface CommandEntry {
  readonly name: string;
  readonly alias?: string;
  /** In the list of commands. */
  readonly summary: string;
  /** Above the options of the command; default: the summary. */
  readonly description?: string;
  /** Usage and description of each argument, in their order. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Imported when the command is called, or its help asked for. */
  readonly options?: () => Promise<readonly Option[]>;
  /** Command lines below the options, without the program's name. */
  readonly examples?: readonly string[];
  /** Other spellings of options, with their dashes, that work and are not shown. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly commands?: readonly CommandEntry[];
  /** Returns the exit code. A group has none. */
  readonly run?: (command: Command, argv: readonly string[], io: Io) => Promise<number>;
}

/** What a command is called with, besides its flags. */
export interface CommandLine {
  /** Arguments in their order. */
  readonly args: readonly string[];
  /** The whole command line after the program's name. */
  readonly argv: readonly string[];
}

/** The body of a command: opens, calls, prints. Returns the exit code. */
export type CommandBody<Flags> = (command: CommandLine, flags: Flags, io: Io) => Promise<number>;

/** What is imported when it is needed, and not before: `facekit --help` loads neither options nor what computes. */
interface CommandParts<Options extends readonly TypedOption[]> {
  readonly options: () => Promise<() => Options>;
  readonly body: () => Promise<CommandBody<FlagsOf<() => Options>>>;
}

/** What the help says of a command. */
type CommandWords = Omit<CommandEntry, 'name' | 'run' | 'options' | 'commands'>;

/** A command whose body gets the flags that its options say, with their types. */
export const defineCommand = <Options extends readonly TypedOption[]>(
  name: string,
  { options, body, ...words }: CommandParts<Options> & CommandWords,
): CommandEntry => ({
  name,
  ...words,
  options: async () => (await options())(),
  run: async (command, argv, io) =>
    (await body())({ args: command.args, argv }, command.opts<FlagsOf<() => Options>>(), io),
});
