import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** How a program ended. */
export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to standard error, or why it could not be started; may be empty. */
  readonly words: string;
}

/** A program that runs beside this one. */
export interface Child {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when it has ended and all that it wrote is there. */
  readonly ended: Promise<ChildEnd>;
  /** Ends it at once. */
  readonly kill: () => void;
}

/** So much of what it says is kept, in UTF-16 code units. */
const MOST_WORDS = 4096;

/**
 * Starts a program without a shell. It gets no signals of the terminal, which are for this process alone, and does not outlive it.
 */
export function startChild(program: string, args: readonly string[]): Child {
  const detached = process.platform !== 'win32';
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached, windowsHide: true });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MOST_WORDS);
  });
  // That a pipe breaks is told by how the program ends.
  child.stdin.on('error', () => undefined);
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  const ended = endOf(child, () => words).finally(() => process.removeListener('exit', kill));
  return { stdin: child.stdin, stdout: child.stdout, ended, kill };
}

const endOf = (child: ChildProcess, words: () => string): Promise<ChildEnd> =>
  new Promise((resolve) => {
    child.once('error', ({ message }) => {
      resolve({ exitCode: null, signal: null, words: message });
    });
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal, words: words() });
    });
  });

/** How a program ended, in words that follow "but" or "since". */
export function endInWords({ exitCode, signal, words }: ChildEnd): string {
  const lastWords = lastLine(words);
  if (signal !== null) return `ffmpeg was ended by ${signal}`;
  if (lastWords !== '') return `ffmpeg says: ${lastWords.replace(/\.$/, '')}`;
  return exitCode === 0 ? 'it ended' : `ffmpeg ended with ${exitCode}`;
}

/** Without the part of ffmpeg that says it: `[rtsp @ 0x55d0c8]`. */
function lastLine(text: string): string {
  const lines = text.split(/[\r\n]+/).map((line) => line.replace(/^\[[^\]]* @ [^\]]*\]\s*/, '').trim());
  return lines.filter((line) => line !== '').at(-1) ?? '';
}
