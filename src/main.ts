import type { Io } from './commands/context.ts';
import { EXIT, FacekitError, messageOf, systemErrorCode } from './core/errors.ts';
import { runProgram } from './program.ts';

export { processIo } from './commands/context.ts';

/**
 * Runs a command line. The only place where errors end: what the user can act on becomes one line, anything else is a bug.
 *
 * @param argv arguments after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong command line, 70 bug, 130 or 143 interrupted
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
  if (error instanceof FacekitError) return { text: `facekit: ${error.message}\n`, exitCode: error.exitCode };
  const code = systemErrorCode(error) ?? '';
  if (code.startsWith('commander.')) return explainCommander(code, messageOf(error));
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `facekit: this is a bug, please report it with these lines\n${stack}\n`,
    exitCode: EXIT.bug,
  };
}

/** Commander throws for help and version too; by then it has printed them. */
function explainCommander(code: string, message: string): Ending {
  if (code === 'commander.helpDisplayed' || code === 'commander.version')
    return { text: '', exitCode: EXIT.done };
  if (code === 'commander.help') return { text: '', exitCode: EXIT.usage };
  return {
    text: `facekit: ${message.replace(/^error: /, '').replaceAll('\n', ' ')}\n`,
    exitCode: EXIT.usage,
  };
}
