import type { Readable } from 'node:stream';
import { STOP_SIGNALS, type StopSignal } from './exit-codes.ts';

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
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  const { stdout, stderr, env } = process;
  return {
    get stdin() {
      return process.stdin;
    },
    ...{ stdout, stderr, env, cwd: process.cwd(), signal: stopSignal() },
  };
}

/** How long a command may take to stop in good order. What it writes is whole or absent at any time, so that no more is lost than the message. */
const STOP_MS = 700;

/**
 * The first signal asks the command to stop in good order. The second, of any kind, ends the process at once, and so does the first
 * after a moment: a thread in the middle of a long native call cannot be ended in any other way.
 */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const names = Object.keys(STOP_SIGNALS) as StopSignal[];
  const stop = (name: StopSignal): void => {
    for (const other of names) process.removeListener(other, stop);
    setTimeout(() => process.kill(process.pid, name), STOP_MS).unref();
    controller.abort(name);
  };
  for (const name of names) process.on(name, stop);
  return controller.signal;
}

/** A reader such as `head` may close its end early: what it did not want to read is no error. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
