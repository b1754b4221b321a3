import { EXIT, exitCodeOf } from './commands/shared/exit-codes.ts';
// Before anything that could load the runtime, here or in a worker thread.
import './tensor/refuse-telemetry.ts';
import { type Io, type Output, processIo } from './commands/shared/context.ts';
import { FacekitError, messageOf, systemErrorCode } from './core/errors.ts';
import { COMMANDS } from './command-list.ts';
import { flagsInMessage, flagsOf } from './commands/shared/flags-in-messages.ts';
import { type CalledWith, refusedFile } from './commands/shared/refused-file.ts';
import { withShownAddresses } from './files/http-address.ts';
import { runProgram } from './program.ts';
import { printableLines } from './core/printable.ts';

/** Runs the command line of this process, and returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await run(argv, processIo());
  } catch (error) {
    return await report(error, process.stderr);
  }
}

/**
 * Runs a command line. The only place where errors end: what the user can act on becomes one line, anything else is a bug.
 *
 * @param argv arguments after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong command line, 70 bug, 129, 130 or 143 interrupted
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await runProgram(argv, io);
  } catch (error) {
    return await report(error, io.stderr, { argv, io });
  }
}

/** Says what went wrong, and returns the exit code. */
async function report(error: unknown, stderr: Output, called?: CalledWith): Promise<number> {
  const { text, exitCode } = await explain(error, called);
  stderr.write(text);
  return exitCode;
}

interface Ending {
  readonly text: string;
  readonly exitCode: number;
}

async function explain(error: unknown, called?: CalledWith): Promise<Ending> {
  if (error instanceof FacekitError)
    return {
      text: `facekit: ${printableLines(withShownAddresses(await inFlags(error.message)))}\n`,
      exitCode: exitCodeOf(error),
    };
  const code = systemErrorCode(error) ?? '';
  if (HELP_SHOWN.includes(code)) return { text: '', exitCode: isFailure(error) ? EXIT.usage : EXIT.done };
  if (code.startsWith('commander.')) {
    const message = messageOf(error)
      .replace(/^error: /, '')
      .replaceAll('\n', ' ');
    return { text: `facekit: ${printableLines(withShownAddresses(message))}\n`, exitCode: EXIT.usage };
  }
  if (TOO_MANY_FILES.includes(code))
    return {
      text: `facekit: Expected to open one more file but the system allows no more at a time (${code}): raise the limit, as \`ulimit -n 256\` does, then run the same command again.\n`,
      exitCode: EXIT.failed,
    };
  const lacking = lackingPackage(error);
  if (lacking !== undefined)
    return {
      text: `facekit: A package that it needs cannot be loaded here: ${printableLines(lacking)}. Install it again on this machine, with its optional packages.\n`,
      exitCode: EXIT.failed,
    };
  const refused = called && refusedFile(error, called);
  if (refused !== undefined)
    return {
      text: `facekit: Expected to reach ${printableLines(refused)} but the system refuses it (${code}): mend or remove what is there, then run the same command again.\n`,
      exitCode: EXIT.failed,
    };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `facekit: this is a bug, please report it with these lines\n${stack}\n`,
    exitCode: EXIT.bug,
  };
}

/** A message in the words of the command line. The options of all commands are imported only for one that names some. */
const inFlags = async (message: string): Promise<string> =>
  message.includes('`') ? flagsInMessage(message, await flagsOf(COMMANDS)) : message;

/** What Node.js, or sharp, says of a package that is not there or whose native code does not run here. */
function lackingPackage(error: unknown): string | undefined {
  const [line = ''] = messageOf(error).split('\n');
  const isLacking =
    systemErrorCode(error) === 'ERR_DLOPEN_FAILED' ||
    /^(Could not load the "[^"]+" module|Cannot find (package|module) '[^./])/.test(line);
  return isLacking ? line.replace(/\.$/, '') : undefined;
}

/** Of this process, and of the whole system. Most files are open at once while a command is loaded. */
const TOO_MANY_FILES = ['EMFILE', 'ENFILE'];

/** Commander throws for these too, when it has printed them. */
const HELP_SHOWN = ['commander.helpDisplayed', 'commander.help', 'commander.version'];

/** Help that nobody asked for, as after `facekit` alone, is a failure. */
const isFailure = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'exitCode' in error && error.exitCode !== 0;
