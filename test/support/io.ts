import { Readable } from 'node:stream';
import type { Io } from '../../src/commands/shared/context.ts';

/** An outside world that remembers what was written to it. */
export function createTestIo(options: Partial<Pick<Io, 'env' | 'cwd' | 'signal' | 'stdin'>> = {}): {
  io: Io;
  stdout: () => string;
  stderr: () => string;
} {
  const written = { stdout: '', stderr: '' };
  const io: Io = {
    stdin: Readable.from([]),
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    env: {},
    cwd: process.cwd(),
    signal: new AbortController().signal,
    ...options,
  };
  return { io, stdout: () => written.stdout, stderr: () => written.stderr };
}
