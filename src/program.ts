import { EXIT } from './commands/shared/exit-codes.ts';
import { Command } from 'commander';
import { COMMANDS } from './command-list.ts';
import type { CommandEntry, LoadCommand } from './commands/shared/command-entry.ts';
import { normaliseArgv, type OptionShapes } from './commands/shared/argv.ts';
import type { Io } from './commands/shared/context.ts';
import { facekitVersion } from './files/package-info.ts';

/** Options of the FaceNet scripts without a meaning here. */
const IGNORED = new Map([['--gpu-memory-fraction', 'there is no TensorFlow session whose memory could be limited.']]);

/** Options that take several numbers: `--thresholds 0.6 0.7 0.7`. */
const LISTS = new Map([['--thresholds', 3]]);

/** Other spellings of options that several commands have. */
const SPELLINGS = { '--standardisation': '--standardization' };

/** Runs a command that was named. */
type Run = (load: LoadCommand, command: Command) => Promise<void>;

/**
 * Parses the command line and runs the command it names.
 *
 * @returns the command's exit code
 * @throws CommanderError, FacekitError
 */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(io, async (load, command) => {
    exitCode = await (await load()).run(command, argv, io);
  });
  const called = findCalled({ command: program }, COMMANDS, wordsOf(argv));
  const loaded = await called.entry?.load?.();
  for (const option of loaded?.options() ?? []) called.command.addOption(option);
  const normal = normaliseArgv(argv, shapesOf(called));
  for (const note of normal.notes) io.stderr.write(`${note}\n`);
  await program.parseAsync([...normal.argv], { from: 'user' });
  return exitCode;
}

/** All commands, without their options. */
function createProgram(io: Io, run: Run): Command {
  const program = new Command('facekit')
    .description('Find, align, embed, compare and recognize faces, with the numbers of the FaceNet scripts.')
    .version(facekitVersion(), '-V, --version')
    .exitOverride()
    .configureHelp({ subcommandTerm: termOf })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
    });
  for (const entry of COMMANDS) addCommand(program, entry, run);
  return program;
}

function addCommand(parent: Command, entry: CommandEntry, run: Run): void {
  const { name, alias, summary, description = summary, commands = [], load } = entry;
  const command = parent.command(name).summary(summary).description(description);
  if (alias !== undefined) command.alias(alias);
  for (const [usage, text] of Object.entries(entry.arguments ?? {})) command.argument(usage, text);
  if (entry.examples) command.addHelpText('after', examplesText(entry.examples));
  for (const each of commands) addCommand(command, each, run);
  if (load) command.action(() => run(load, command));
}

/** A command in the list of commands. Commander's own term would have no `[options]`, which are added to the one that is called. */
const termOf = (command: Command): string => {
  const names = [command.name(), ...command.aliases()].join('|');
  return command.commands.length > 0 ? names : `${names} ${command.usage()}`;
};

/** A command that a command line names, with its definition; the program itself has none. */
interface Called {
  readonly command: Command;
  readonly entry?: CommandEntry;
}

/** The words that may name a command. `help align` is `align --help`. */
const wordsOf = (argv: readonly string[]): string[] =>
  argv.filter((token) => !token.startsWith('-') && token !== 'help');

/** The command that words name, through groups of commands such as `models pull`. */
function findCalled(above: Called, entries: readonly CommandEntry[], [word, ...rest]: readonly string[]): Called {
  const entry = entries.find(({ name, alias }) => word !== undefined && [name, alias].includes(word));
  const command = above.command.commands.find((each) => each.name() === entry?.name);
  return entry && command ? findCalled({ command, entry }, entry.commands ?? [], rest) : above;
}

/** How the options of a command are written, for the normaliser. */
function shapesOf({ command, entry }: Called): OptionShapes {
  const flags = command.options.filter((option) => option.isBoolean() || option.negate);
  return {
    flags: new Set(flags.flatMap(({ long }) => long ?? [])),
    lists: LISTS,
    ignored: IGNORED,
    aliases: new Map(Object.entries({ ...SPELLINGS, ...entry?.aliases })),
  };
}

const examplesText = (examples: readonly string[]): string =>
  ['', examples.length === 1 ? 'Example:' : 'Examples:', ...examples.map((line) => `  facekit ${line}`)].join('\n');
