export interface RateLimitOptions {
  /** Requests a second of one client, in the long run. */
  readonly perSecond: number;
  /** Requests at once. */
  readonly burst: number;
  /** Milliseconds; default: the system's clock. */
  readonly now?: () => number;
}

/** Tells whether a client may have another request: a bucket for each, which fills with time. */
export function createRateLimit({ perSecond, burst, now = Date.now }: RateLimitOptions): (client: string) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (client) => {
    const at = now();
    if (buckets.size > MOST_CLIENTS) forgetFull(buckets, at - (burst / perSecond) * 1000);
    const bucket = buckets.get(client) ?? { tokens: burst, at };
    const tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    buckets.set(client, { tokens: tokens < 1 ? tokens : tokens - 1, at });
    return tokens >= 1;
  };
}

/** So many clients are remembered before those that have been quiet are forgotten. */
const MOST_CLIENTS = 10_000;

function forgetFull(buckets: Map<string, { readonly at: number }>, before: number): void {
  for (const [client, { at }] of buckets) if (at < before) buckets.delete(client);
}
