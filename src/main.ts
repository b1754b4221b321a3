import { EXIT, exitCodeOf } from './commands/shared/exit-codes.ts';
// Before anything that could load the runtime, here or in a worker thread.
import './tensor/refuse-telemetry.ts';
import type { Io } from './commands/shared/context.ts';
import { FacekitError, messageOf, systemErrorCode } from './core/errors.ts';
import { COMMANDS } from './command-list.ts';
import { flagsInMessage, flagsOf } from './commands/shared/flags-in-messages.ts';
import { runProgram } from './program.ts';
import { printableLines } from './core/printable.ts';

export { processIo } from './commands/shared/context.ts';

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
    const { text, exitCode } = explain(error);
    io.stderr.write(text);
    return exitCode;
  }
}

interface Ending {
  readonly text: string;
  readonly exitCode: number;
}

function explain(error: unknown): Ending {
  if (error instanceof FacekitError)
    return {
      text: `facekit: ${printableLines(flagsInMessage(error.message, flagsOf(COMMANDS)))}\n`,
      exitCode: exitCodeOf(error),
    };
  const code = systemErrorCode(error) ?? '';
  if (HELP_SHOWN.includes(code)) return { text: '', exitCode: isFailure(error) ? EXIT.usage : EXIT.done };
  if (code.startsWith('commander.')) {
    const message = messageOf(error)
      .replace(/^error: /, '')
      .replaceAll('\n', ' ');
    return { text: `facekit: ${message}\n`, exitCode: EXIT.usage };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `facekit: this is a bug, please report it with these lines\n${stack}\n`,
    exitCode: EXIT.bug,
  };
}

/** Commander throws for these too, when it has printed them. */
const HELP_SHOWN = ['commander.helpDisplayed', 'commander.help', 'commander.version'];

/** Help that nobody asked for, as after `facekit` alone, is a failure. */
const isFailure = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'exitCode' in error && error.exitCode !== 0;
