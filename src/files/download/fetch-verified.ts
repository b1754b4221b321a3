import { createHash } from 'node:crypto';
import { DownloadFailure, statusFailure } from './download-failure.ts';
import { readBounded, request, type RequestOptions } from './request.ts';

/** What a file must be. */
export interface ExpectedFile {
  /** Hexadecimal. What comes from any address is only as good as this. */
  readonly sha256: string;
  /** A longer answer is given up on. */
  readonly maxBytes: number;
}

/**
 * Fetches a file into memory and checks it. One attempt, one address.
 *
 * @throws DownloadFailure; the reason of `signal` when that is aborted.
 */
export async function fetchVerified(
  url: string,
  { sha256, maxBytes }: ExpectedFile,
  options: RequestOptions = {},
): Promise<Uint8Array> {
  const bytes = await request(url, options, async (response, chunks) => {
    if (!response.ok) throw statusFailure(url, response);
    return readBounded(url, chunks, maxBytes);
  });
  requireSum(url, { expected: sha256, found: createHash('sha256').update(bytes).digest('hex'), head: bytes });
  return bytes;
}

interface Sums {
  readonly expected: string;
  readonly found: string;
  /** How the file begins, to tell a page from data. */
  readonly head: Uint8Array;
}

/** @throws DownloadFailure `checksum-mismatch` */
export function requireSum(url: string, { expected, found, head }: Sums): void {
  if (found === expected) return;
  const isPage = /^\s*<(!doctype|html|\?xml)/i.test(Buffer.from(head.subarray(0, 64)).toString('latin1'));
  const page = isPage ? ' (it is a web page, perhaps of a proxy that wants a login)' : '';
  throw new DownloadFailure('checksum-mismatch', url, `expected SHA-256 ${expected} but found ${found}${page}`);
}
