/**
 * Runs `work` for every item, at most `limit` at a time, starting in order. Once an item fails or `signal` is aborted no
 * further item is started; those under way are waited for, and then the first failure is thrown.
 */
export async function forEachConcurrent<T>(
  items: AsyncIterable<T> | Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const start = (item: T): void => {
    const run = work(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(run));
    running.add(run);
  };
  for await (const item of items) {
    if (failures.length > 0 || signal?.aborted) break;
    start(item);
    while (running.size >= limit) await Promise.race(running);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}

/** Hands values on in the order of their positions 0, 1, 2, …, however they arrive. */
export function createSequencer<T>(emit: (value: T) => void): (position: number, value: T) => void {
  const waiting = new Map<number, T>();
  let next = 0;
  return (position, value) => {
    waiting.set(position, value);
    for (; waiting.has(next); next += 1) {
      emit(waiting.get(next) as T);
      waiting.delete(next);
    }
  };
}

/** Makes a function that runs one call at a time, in the order of the calls. */
export function createMutex(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work, work);
    last = run.catch(() => undefined);
    return run;
  };
}
