import { EXIT } from './commands/shared/exit-codes.ts';
import { Command } from 'commander';
import { COMMANDS } from './command-list.ts';
import type { CommandEntry } from './commands/shared/command-entry.ts';
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
type Run = (entry: CommandEntry, command: Command) => Promise<void>;

/**
 * Parses the command line and runs the command it names.
 *
 * @returns the command's exit code
 * @throws CommanderError, FacekitError
 */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(io, async ({ run }, command) => {
    exitCode = (await run?.(command, argv, io)) ?? EXIT.done;
  });
  const normal = normaliseArgv(argv, shapesOf(program, argv));
  for (const note of normal.notes) io.stderr.write(`${note}\n`);
  await program.parseAsync([...normal.argv], { from: 'user' });
  return exitCode;
}

function createProgram(io: Io, run: Run): Command {
  const program = new Command('facekit')
    .description('Find, align, embed, compare and recognize faces, with the numbers of the FaceNet scripts.')
    .version(facekitVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
    });
  for (const entry of COMMANDS) addCommand(program, entry, run);
  return program;
}

function addCommand(parent: Command, entry: CommandEntry, run: Run): void {
  const { name, alias, summary, description = summary, options = () => [], commands = [] } = entry;
  const command = parent.command(name).summary(summary).description(description);
  if (alias !== undefined) command.alias(alias);
  for (const [usage, text] of Object.entries(entry.arguments ?? {})) command.argument(usage, text);
  for (const option of options()) command.addOption(option);
  if (entry.examples) command.addHelpText('after', examplesText(entry.examples));
  for (const each of commands) addCommand(command, each, run);
  if (entry.run) command.action(() => run(entry, command));
}

/** How the options of the command that `argv` names are written, for the normaliser. */
function shapesOf(program: Command, argv: readonly string[]): OptionShapes {
  const words = argv.filter((token) => !token.startsWith('-'));
  const flags = namedCommand(program, words).options.filter((option) => option.isBoolean() || option.negate);
  return {
    flags: new Set(flags.flatMap(({ long }) => long ?? [])),
    lists: LISTS,
    ignored: IGNORED,
    aliases: new Map(Object.entries({ ...SPELLINGS, ...namedEntry(COMMANDS, words)?.aliases })),
  };
}

/** The definition of the command that words name. */
function namedEntry(
  entries: readonly CommandEntry[],
  [word = '', ...rest]: readonly string[],
): CommandEntry | undefined {
  const entry = entries.find(({ name, alias }) => name === word || alias === word);
  return entry?.commands ? (namedEntry(entry.commands, rest) ?? entry) : entry;
}

const examplesText = (examples: readonly string[]): string =>
  ['', examples.length === 1 ? 'Example:' : 'Examples:', ...examples.map((line) => `  facekit ${line}`)].join('\n');

/** The command that words name, through groups of commands such as `models pull`. */
function namedCommand(command: Command, [word = '', ...rest]: readonly string[]): Command {
  const named = command.commands.find((each) => each.name() === word || each.aliases().includes(word));
  return named ? namedCommand(named, rest) : command;
}
