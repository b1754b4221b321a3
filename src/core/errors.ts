import { types } from 'node:util';
import type { ErrorCode } from './error-codes.ts';

export interface FacekitErrorOptions {
  readonly cause?: unknown;
  /** What programs may want to know besides the code. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * An error that the user can act on. The message names the value, the expectation and the remedy, options by their names in the
 * library in backticks; `code` is a stable word for programs. Anything else that is thrown is a bug.
 */
export class FacekitError extends Error {
  override readonly name = 'FacekitError';
  readonly code: ErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, { cause, data = {} }: FacekitErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.data = data;
  }
}

/** An option, or an argument, that cannot be meant. */
export const usageError = (message: string): FacekitError => new FacekitError('usage', message);

/** Of work that takes long. */
export interface Interruptible {
  /** When aborted, the work ends with `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Stopped before the work was done; `data.reason` is the name of the signal. */
export const interruptedError = (message: string, { reason }: AbortSignal): FacekitError =>
  new FacekitError('interrupted', message, { data: { reason: reason as unknown } });

/** The `code` of a Node.js system error (`ENOENT`, `ENOSPC`, …), or undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  return isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** One line that says what went wrong, from anything that was thrown. */
export const messageOf = (error: unknown): string => (isError(error) ? error.message : String(error));

/** Also true of errors from another realm (a worker's, a test runner's), which are no `instanceof Error` here. */
const isError = (error: unknown): error is Error => types.isNativeError(error);
