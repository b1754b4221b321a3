import type { Readable } from 'node:stream';
import { FacekitError, messageOf } from '../../core/errors.ts';
import { safeOutput } from '../../core/printable.ts';
import { endLater } from '../../core/process/end-later.ts';
import { EXIT, STOP_SIGNALS, type StopSignal } from './exit-codes.ts';

/** What commands write to: a stream, or a test's list of strings. */
export interface Output {
  write(text: string): unknown;
}

/** The outside world as a command sees it. */
export interface Io {
  /** Opened when it is first asked for. */
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output & Partial<Pick<NodeJS.WriteStream, 'isTTY'>>;
  readonly stderr: Output & Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted when the user or the system asks to stop; the reason is the name of the signal. */
  readonly signal: AbortSignal;
}

/** The streams, environment and signals of this process. */
export function processIo(): Io {
  watchOutput();
  const { stdout, stderr, env } = process;
  return {
    get stdin() {
      return process.stdin;
    },
    ...{ stdout: safely(stdout), stderr: safely(stderr), env, cwd: workingFolder(), signal: stopSignal() },
  };
}

/** Nothing that a name of a file or a server brings along turns the terminal's text round: a net below what is made for its place. */
const safely = (stream: NodeJS.WriteStream): Io['stderr'] & Io['stdout'] => ({
  write: (text) => stream.write(safeOutput(text)),
  get isTTY() {
    return stream.isTTY;
  },
  get columns() {
    return stream.columns;
  },
});

/** How long a command may take to stop in good order. What it writes is whole or absent at any time, so that no more is lost than the message. */
const STOP_MS = 600;

/**
 * The first signal asks the command to stop in good order. The second, of any kind, ends the process at once, and so does the first
 * after a moment: a thread in the middle of a long native call cannot be ended in any other way, and must not be left there.
 */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const names = Object.keys(STOP_SIGNALS) as StopSignal[];
  const stop = (name: StopSignal): void => {
    for (const other of names) process.removeListener(other, stop);
    endLater(name, STOP_MS);
    controller.abort(name);
  };
  for (const name of names) process.on(name, stop);
  return controller.signal;
}

/** @throws FacekitError `input-not-found` when it was removed meanwhile */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new FacekitError('input-not-found', 'Expected a working folder but it was removed; change to another one.', {
      cause,
    });
  }
}

/**
 * What cannot be written to standard output is said once, and makes the exit code 1; the command goes on, for what it writes to files
 * is worth having. A reader such as `head` may close its end early: what it did not want to read is no error.
 */
function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const reason = error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'the disk is full' : messageOf(error);
    process.stderr.write(`facekit: Expected to write to standard output but ${reason}.\n`);
    process.once('exit', (code) => {
      if (code === EXIT.done) process.exitCode = EXIT.failed;
    });
  });
  process.stderr.on('error', () => {
    // There is nowhere to say it.
  });
}
