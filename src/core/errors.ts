import { types } from 'node:util';

/** Process exit codes: what a shell script can tell apart. */
export const EXIT = { done: 0, failed: 1, usage: 2, bug: 70, interrupted: 130 } as const;

export interface FacekitErrorOptions {
  /** Exit code of the command line when this error ends it. Default: failed (1). */
  exitCode?: number;
  cause?: unknown;
}

/**
 * An error that the user can act on. The message names the value, the expectation and the remedy; `code` is a stable
 * kebab-case word for programs. Anything else that is thrown is a bug.
 */
export class FacekitError extends Error {
  override readonly name = 'FacekitError';
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, { exitCode = EXIT.failed, cause }: FacekitErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** A command line, or an argument of the library, that cannot be meant: exit code 2. */
export const usageError = (message: string): FacekitError =>
  new FacekitError('usage', message, { exitCode: EXIT.usage });

/** The `code` of a Node.js system error (`ENOENT`, `ENOSPC`, …), or undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  return isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** One line that says what went wrong, from anything that was thrown. */
export const messageOf = (error: unknown): string => (isError(error) ? error.message : String(error));

/** Also true of errors from another realm (a worker's, a test runner's), which are no `instanceof Error` here. */
const isError = (error: unknown): error is Error => types.isNativeError(error);
