import type { ErrorCode } from '../../core/error-codes.ts';
import { FacekitError, messageOf } from '../../core/errors.ts';

/** What a request is answered with that cannot be served. */
export class HttpError extends Error {
  override readonly name: string = 'HttpError';
  /** Of HTTP. */
  readonly status: number;
  /** A stable word for programs. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Errors of facekit that are not the client's fault have none. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  usage: 400,
  'empty-file': 400,
  'not-an-image': 400,
  'unsupported-format': 400,
  'read-failed': 400,
  truncated: 400,
  corrupt: 400,
  'too-many-pixels': 413,
  'file-too-large': 413,
  'person-unknown': 404,
  'face-unknown': 404,
  'person-exists': 409,
  'embedding-length': 400,
  'embedding-not-finite': 400,
  'embedding-not-unit': 400,
  'server-busy': 503,
  stopped: 503,
  interrupted: 503,
};

/** What a client is told of an error. Details of one that is not the client's stay in the log. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof FacekitError) {
    const status = STATUS[error.code];
    return status === undefined ? internalError() : new HttpError(status, error.code, withoutBackticks(error.message));
  }
  const { status, code } = refusedByFramework(error);
  return status === undefined ? internalError() : new HttpError(status, code, messageOf(error));
}

const internalError = (): HttpError =>
  new HttpError(500, 'internal-error', 'The server failed; its log has a line about this.');

/** Backticks mark names in the library, which a client of the API does not know. */
const withoutBackticks = (message: string): string => message.replaceAll('`', '');

/** Fastify's errors about a request carry a status. */
function refusedByFramework(error: unknown): { readonly status?: number; readonly code: string } {
  if (typeof error !== 'object' || error === null) return { code: '' };
  const { statusCode } = error as { readonly statusCode?: unknown };
  const isRefusal = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  if (!isRefusal) return { code: '' };
  return { status: statusCode, code: statusCode === 413 ? 'file-too-large' : 'bad-request' };
}
