import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { DownloadFailure, statusFailure } from './download-failure.ts';
import { requireSum, type ExpectedFile } from './fetch-verified.ts';
import { request, tooLarge, type RequestOptions } from './request.ts';
import { sizeOrNone } from '../file-size.ts';
import { withLock } from '../lock.ts';
import { writing } from '../output-errors.ts';
import type { ProcessId } from '../process-id.ts';
import { APPEND_NO_LINK, REPLACE_NO_LINK, streamRegularFile } from '../regular-file.ts';
import { retrying } from './retry.ts';

export interface DownloadOptions extends RequestOptions {
  /** Default 5. */
  readonly attempts?: number;
  readonly firstDelayMs?: number;
  /** Is told how many bytes of the file are there. */
  readonly onBytes?: (bytes: number) => void;
}

const RANGE_NOT_SATISFIABLE = 416;
/** Failures after which the part is of no use. */
const WRONG_CONTENT = new Set(['checksum-mismatch', 'download-too-large']);

/**
 * Fetches one large file to disk. What has come is kept in `<file>.part` and continued from there, after a broken connection
 * as well as in a later run; the file appears once it is whole and its SHA-256 is right. A file that is there and right
 * is left alone. Other processes that fetch the same file wait for a minute.
 *
 * @throws DownloadFailure; FacekitError `locked`, `disk-full`, `output-not-writable`; the reason of `signal`.
 */
export async function downloadFile(
  url: string,
  target: { readonly file: string; readonly self: ProcessId } & ExpectedFile,
  options: DownloadOptions = {},
): Promise<void> {
  const { file, self, sha256 } = target;
  await writing(file, () => mkdir(path.dirname(file), { recursive: true }));
  await withLock(`${file}.lock`, self, async () => {
    if ((await sizeOrNone(file)) > 0 && (await hashOf(file)).digest('hex') === sha256) return;
    const part = `${file}.part`;
    await retrying(() => attempt(url, { part, ...target }, options), {
      attempts: options.attempts ?? 5,
      retryAfterMs: (error) => (error instanceof DownloadFailure ? error.retryAfterMs : undefined),
      signal: options.signal,
      ...(options.firstDelayMs !== undefined && { firstDelayMs: options.firstDelayMs }),
    });
    await writing(file, () => rename(part, file));
  });
}

interface Target extends ExpectedFile {
  readonly part: string;
}

interface Fetched {
  /** Over the whole part, as far as it has come. */
  readonly hash: Hash;
  readonly head: Uint8Array;
}

/** Fetches what is missing of the part, then checks the whole. */
async function attempt(url: string, target: Target, options: DownloadOptions): Promise<void> {
  const have = await sizeOrNone(target.part);
  try {
    const { hash, head } = await fetchFrom(url, { start: have, ...target }, options);
    requireSum(url, { expected: target.sha256, found: hash.digest('hex'), head });
  } catch (error) {
    if (!(error instanceof DownloadFailure && WRONG_CONTENT.has(error.code))) throw error;
    await rm(target.part, { force: true });
    if (have === 0) throw error;
    // The server's file, or the part, may have changed in between: once more from the start.
    await attempt(url, target, options);
  }
}

async function fetchFrom(
  url: string,
  target: Target & { readonly start: number },
  options: DownloadOptions,
): Promise<Fetched> {
  const { start, part } = target;
  const headers = start > 0 ? { range: `bytes=${start}-` } : {};
  return request(url, { ...options, headers }, async (response, chunks) => {
    // Nothing is missing, or the part is longer than the file: its checksum will tell.
    if (start > 0 && response.status === RANGE_NOT_SATISFIABLE)
      return { hash: await hashOf(part), head: new Uint8Array() };
    if (!response.ok) throw statusFailure(url, response);
    const from = continuesAt(response, start) ? start : 0;
    return append({ url, ...target, start: from }, chunks, options.onBytes);
  });
}

/** A server may send the whole file whatever it was asked for. */
const continuesAt = (response: Response, offset: number): boolean =>
  response.status === 206 && (response.headers.get('content-range') ?? '').startsWith(`bytes ${offset}-`);

async function append(
  { url, part, start, maxBytes }: Target & { readonly url: string; readonly start: number },
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<Fetched> {
  const hash = start > 0 ? await hashOf(part) : createHash('sha256');
  const handle = await writing(part, () => open(part, start > 0 ? APPEND_NO_LINK : REPLACE_NO_LINK));
  let [bytes, head] = [start, new Uint8Array()];
  try {
    for await (const chunk of chunks) {
      if (bytes === start) head = chunk.slice(0, 64);
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(url, maxBytes);
      await writing(part, () => handle.writeFile(chunk));
      hash.update(chunk);
      onBytes(bytes);
    }
  } finally {
    await handle.close();
  }
  return { hash, head };
}

/** SHA-256 of a file, to be ended by `digest`. */
export async function hashOf(file: string): Promise<Hash> {
  const hash = createHash('sha256');
  for await (const chunk of streamRegularFile(file)) hash.update(chunk);
  return hash;
}
