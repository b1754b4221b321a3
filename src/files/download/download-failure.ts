import { FacekitError, messageOf, systemErrorCode } from '../../core/errors.ts';
import { shownAddress } from '../http-address.ts';

export type DownloadFailureCode =
  | 'download-not-found'
  | 'download-refused'
  | 'download-failed'
  | 'download-timeout'
  | 'download-too-large'
  | 'checksum-mismatch';

/** A file that could not be fetched from an address. */
export class DownloadFailure extends FacekitError {
  /** What happened, without the address: `404 Not Found`. */
  readonly reason: string;
  /** Whether nothing came from the server at all, so that its other files are not worth a try. */
  readonly unreachable: boolean;
  /** Undefined when another attempt cannot help; otherwise how long the server asks to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: DownloadFailureCode,
    url: string,
    reason: string,
    { cause, unreachable = false, retryAfterMs }: FailureDetails = {},
  ) {
    super(code, `Could not fetch ${shownAddress(url)}: ${reason}.`, { cause });
    this.reason = reason;
    this.unreachable = unreachable;
    this.retryAfterMs = retryAfterMs;
  }
}

interface FailureDetails {
  readonly cause?: unknown;
  readonly unreachable?: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** Statuses that pass with time: RFC 9110, and 429 of RFC 6585. */
const PASSING = new Set([408, 425, 429]);
const GONE = new Set([404, 410]);

/** What a status other than 2xx means. */
export function statusFailure(url: string, response: Response): DownloadFailure {
  const { status } = response;
  const reason = `the server answered ${status} ${response.statusText}`.trimEnd();
  if (GONE.has(status)) return new DownloadFailure('download-not-found', url, reason);
  if (status < 500 && !PASSING.has(status)) return new DownloadFailure('download-refused', url, reason);
  const retryAfterMs = retryAfter(response.headers.get('retry-after'));
  return new DownloadFailure('download-failed', url, reason, { retryAfterMs });
}

/** Seconds, or a date; 0 when the server did not say. */
function retryAfter(header: string | null): number {
  if (header === null) return 0;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}

/** Why the network gave nothing, in words, by the code of Node.js or undici. */
const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of the server could not be resolved (is there a network?)',
  EAI_AGAIN: 'the name of the server could not be resolved (is there a network?)',
  ECONNREFUSED: 'the server refused the connection',
  EHOSTUNREACH: 'the server cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  ETIMEDOUT: 'no connection came about in time',
};
const SLOW = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);
/** While the answer comes: the server itself is there. */
const BROKEN_OFF = new Set(['ECONNRESET', 'UND_ERR_SOCKET']);

/** What a failure of `fetch`, or of reading its answer, means. */
export function networkFailure(url: string, error: unknown): DownloadFailure {
  const cause = causeOf(error);
  const code = systemErrorCode(cause) ?? '';
  const certificate = /CERT|SIGNATURE|ISSUER/.test(code)
    ? `the certificate of the server is not trusted (${code}; behind a proxy of your own, set NODE_EXTRA_CA_CERTS to its certificate)`
    : undefined;
  const reason = NETWORK[code] ?? certificate ?? messageOf(cause);
  return new DownloadFailure(SLOW.has(code) ? 'download-timeout' : 'download-failed', url, reason, {
    cause: error,
    unreachable: !BROKEN_OFF.has(code),
    retryAfterMs: certificate === undefined ? 0 : undefined,
  });
}

/** `fetch` wraps what happened, sometimes twice. */
function causeOf(error: unknown): unknown {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return cause === undefined ? error : causeOf(cause);
}
