import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryOptions {
  /** How often the work is tried at most. */
  readonly attempts: number;
  /** Before the second attempt; doubles with each further one. Default 500. */
  readonly firstDelayMs?: number;
  /** Undefined: the error is final. Otherwise the least time to wait that the other side asked for, 0 where it did not. */
  readonly retryAfterMs: (error: unknown) => number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Default: the system's. */
  readonly random?: () => number;
}

/** Longer waits are not worth it: another address may be quicker. */
const LONGEST_DELAY_MS = 30_000;

/**
 * Does some work until it succeeds, fails for good, or has been tried often enough. Waits between attempts, longer each time,
 * and by a random half so that many clients of a struggling server do not come back all at once.
 *
 * @throws what the last attempt threw; an AbortError when `signal` is aborted while it waits.
 */
export async function retrying<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, firstDelayMs = 500, retryAfterMs, signal, random = Math.random } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const asked = retryAfterMs(error);
      if (asked === undefined || asked > LONGEST_DELAY_MS || attempt >= attempts || signal?.aborted) throw error;
      const delay = firstDelayMs * 2 ** (attempt - 1) * (0.5 + random() / 2);
      await sleep(Math.max(asked, Math.min(delay, LONGEST_DELAY_MS)), undefined, signal && { signal });
    }
  }
}
