import { DownloadFailure, statusFailure } from './download-failure.ts';
import { readBounded, request } from './request.ts';

export interface FetchLimits {
  readonly maxBytes: number;
  /** For all of it, redirects and content. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Fetches what an http or https address names into memory, whatever it is. Redirects are followed to http and https, but never from https to
 * http.
 *
 * @throws DownloadFailure; the reason of `signal` when that is aborted
 */
export async function fetchLimited(address: URL, { maxBytes, milliseconds, signal }: FetchLimits): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(milliseconds);
  const limits = { maxBytes, signal: AbortSignal.any([signal, timeout]) };
  let url = address;
  try {
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const answer = await fetchOnce(url, limits);
      if (answer instanceof Uint8Array) return answer;
      url = answer;
    }
  } catch (error) {
    if (signal.aborted || !timeout.aborted) throw error;
    const reason = `it took more than ${milliseconds / 1000} s`;
    throw new DownloadFailure('download-timeout', address.href, reason, { cause: error });
  }
  const reason = `it was redirected more than ${MOST_REDIRECTS} times`;
  throw new DownloadFailure('download-refused', address.href, reason);
}

/** The content, or the address to ask instead. */
async function fetchOnce(
  url: URL,
  { maxBytes, signal }: Pick<FetchLimits, 'maxBytes' | 'signal'>,
): Promise<Uint8Array | URL> {
  const shown = url.href;
  return request(shown, { signal, redirect: 'manual' }, async (response, chunks) => {
    const location = response.headers.get('location');
    if (REDIRECTS.includes(response.status) && location !== null) return redirected(url, location);
    if (!response.ok) throw statusFailure(shown, response);
    return readBounded(shown, chunks, maxBytes);
  });
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to && isSafe) return to;
  const reason = `the server redirects to ${to ? `an address of ${to.protocol}//` : 'no address'}, which is not followed`;
  throw new DownloadFailure('download-refused', from.href, reason);
}
