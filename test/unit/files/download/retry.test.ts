import { describe, expect, test } from '@jest/globals';
import { retrying } from '../../../../src/files/download/retry.ts';

/** Work that fails some times, and counts how often it was done. */
function failing(times: number): { work: () => Promise<string>; done: () => number } {
  let count = 0;
  const work = (): Promise<string> =>
    (count += 1) <= times ? Promise.reject(new Error(`failure ${count}`)) : Promise.resolve('done');
  return { work, done: () => count };
}

const always = (): number => 0;

describe('retrying', () => {
  test.each([
    [0, 'done', 1],
    [2, 'done', 3],
    [3, 'failure 3', 3],
  ])('after %d failures gives %s in %d attempts', async (times, outcome, attempts) => {
    const { work, done } = failing(times);
    const result = retrying(work, { attempts: 3, firstDelayMs: 1, retryAfterMs: always });
    expect(await result.catch((error: unknown) => (error as Error).message)).toBe(outcome);
    expect(done()).toBe(attempts);
  });

  test.each([
    ['is final', undefined],
    ['asks for too long a wait', 60_000],
  ])('does not repeat what %s', async (_, retryAfter) => {
    const { work, done } = failing(1);
    await expect(retrying(work, { attempts: 3, retryAfterMs: () => retryAfter })).rejects.toThrow('failure 1');
    expect(done()).toBe(1);
  });

  test.each([
    // 40 + 80 ms, each times 0.5 with a random number of 0 and 1 with one of 1.
    ['half of the growing delay', 0, 0, 60, 110],
    ['the growing delay', 1, 0, 120, 210],
    ['as long as the server asks', 0, 60, 120, 210],
  ])('waits %s', async (_, random, retryAfter, least, most) => {
    const { work } = failing(2);
    const start = performance.now();
    await retrying(work, {
      attempts: 3,
      firstDelayMs: 40,
      retryAfterMs: () => retryAfter,
      random: () => random,
    });
    const elapsed = performance.now() - start;
    expect(elapsed).toBeGreaterThanOrEqual(least - 3); // a timer may be a millisecond early
    expect(elapsed).toBeLessThan(most + 1000); // and late, where the processor is busy
  });

  test('stops waiting when it is told to', async () => {
    const { work, done } = failing(9);
    const controller = new AbortController();
    const result = retrying(work, {
      attempts: 9,
      firstDelayMs: 60_000,
      retryAfterMs: always,
      signal: controller.signal,
    });
    setTimeout(() => {
      controller.abort();
    }, 5);
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(done()).toBe(1);
  });
});
