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
  /** Command lines below the options, without the program's name. */
  readonly examples?: readonly string[];
  /** Other spellings of options, with their dashes, that work and are not shown. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly commands?: readonly CommandEntry[];
  /** Imported when the command is called, or its help asked for. A group has none. */
  readonly load?: LoadCommand;
}

export type LoadCommand = () => Promise<LoadedCommand>;

/** What the help of the program can do without: the options of a command, and what it does. */
export interface LoadedCommand {
  readonly options: () => readonly Option[];
  /** Returns the exit code. */
  readonly run: (command: Command, argv: readonly string[], io: Io) => Promise<number>;
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

/** What the help says of a command. */
export type CommandWords = Omit<CommandEntry, 'name' | 'load' | 'commands'>;

/** A command in the list of commands. @param load imports its options */
export const defineCommand = (
  name: string,
  load: () => Promise<{ readonly command: LoadedCommand }>,
  words: CommandWords,
): CommandEntry => ({ name, load: async () => (await load()).command, ...words });

/** Defines commands whose options are in one file, which has them by their names. */
export const definerOf =
  <Name extends string>(load: () => Promise<{ readonly commands: Readonly<Record<Name, LoadedCommand>> }>) =>
  (name: Name, words: CommandWords): CommandEntry =>
    defineCommand(name, async () => ({ command: (await load()).commands[name] }), words);

/**
 * A command whose body gets the flags that its options say, with their types.
 *
 * @param load imports the body when the command runs: its help loads neither sharp nor ONNX Runtime
 */
export const commandOf = <Options extends readonly TypedOption[]>(
  options: () => Options,
  load: () => Promise<CommandBody<FlagsOf<() => Options>>>,
): LoadedCommand => ({
  options,
  run: async (command, argv, io) =>
    (await load())({ args: command.args, argv }, command.opts<FlagsOf<() => Options>>(), io),
});
