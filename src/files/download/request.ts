import { DownloadFailure, networkFailure } from './download-failure.ts';
import { withoutCredentials } from '../http-address.ts';
import { startIdleTimer, type IdleTimer } from './idle-timer.ts';

/** How a file is asked for. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Give up when nothing has come for so long: no connection, no answer, no further bytes. Default 10,000. */
  readonly idleMs?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: `follow`. */
  readonly redirect?: 'follow' | 'manual';
}

/** Asks for a file, hands the answer and its bytes to `read`, and makes every failure on the way a `DownloadFailure`. */
export async function request<T>(
  url: string,
  { signal, idleMs = 10_000, headers = {}, redirect = 'follow' }: RequestOptions,
  read: (response: Response, chunks: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const idle = startIdleTimer(idleMs, signal);
  let answered = false;
  try {
    // Compressed, the bytes would be others than those that a range counts.
    const sent = { 'accept-encoding': 'identity', ...headers };
    const { address, authorization } = splitCredentials(url);
    const response = await fetchFrom(url, address, {
      headers: { ...sent, ...authorization },
      signal: idle.signal,
      redirect,
    });
    requireEncrypted(url, response.url);
    answered = true;
    idle.restart();
    return await read(response, readChunks(url, response, idle));
  } catch (error) {
    signal?.throwIfAborted();
    if (!idle.signal.aborted) throw error;
    const { reason, again } = idle.why();
    const details = { cause: error, unreachable: !answered, retryAfterMs: again ? 0 : undefined };
    throw new DownloadFailure('download-timeout', url, reason, details);
  } finally {
    idle.end();
  }
}

/**
 * All bytes of an answer, in memory.
 *
 * @throws DownloadFailure `download-too-large` as soon as there are more than `maxBytes`
 */
export async function readBounded(
  url: string,
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(url, maxBytes);
    parts.push(chunk);
  }
  return Buffer.concat(parts, length);
}

/** `fetch` takes no address with a name and a password in it. */
function splitCredentials(url: string): { address: string; authorization: Record<string, string> } {
  const { username, password } = new URL(url);
  if (username === '' && password === '') return { address: url, authorization: {} };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    address: withoutCredentials(new URL(url)),
    authorization: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
  };
}

/**
 * What was asked for over an encrypted connection does not come over another.
 *
 * @param answered the address that answered, after redirects
 * @throws DownloadFailure `download-refused`
 */
export function requireEncrypted(asked: string, answered: string): void {
  if (!asked.startsWith('https:') || answered === '' || answered.startsWith('https:')) return;
  throw new DownloadFailure('download-refused', asked, 'the server redirects to an address without encryption');
}

async function fetchFrom(url: string, address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    throw networkFailure(url, error);
  }
}

async function* readChunks(url: string, response: Response, idle: IdleTimer): AsyncGenerator<Uint8Array> {
  const body = response.body as ReadableStream<Uint8Array> | null;
  const reader = body?.getReader();
  if (!reader) return;
  // Aborted when all has come but the end, fetch would leave the next read without an answer (Node.js 20).
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  idle.signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { value } = await reader.read().catch((error: unknown) => {
        throw networkFailure(url, error);
      });
      if (value === undefined) {
        idle.signal.throwIfAborted();
        return;
      }
      idle.restart(value.length);
      yield value;
    }
  } finally {
    idle.signal.removeEventListener('abort', cancel);
    // A reader that stops early does not want the rest; without this the connection would stay open for it.
    await reader.cancel().catch(() => undefined);
  }
}

/** The failure of an answer that does not end where it should. */
export const tooLarge = (url: string, maxBytes: number): DownloadFailure =>
  new DownloadFailure('download-too-large', url, `it is larger than the ${maxBytes} bytes that were expected`);
