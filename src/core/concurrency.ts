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

/**
 * `work` until the signal is aborted: calls that are under way then, and later ones, give `instead` at once. What `work` is still
 * doing is not waited for.
 */
export function untilAborted<Input, Result>(
  work: (input: Input) => Promise<Result>,
  instead: Result,
  signal?: AbortSignal,
): (input: Input) => Promise<Result> {
  const underWay = new Set<() => void>();
  signal?.addEventListener(
    'abort',
    () => {
      for (const giveUp of underWay) giveUp();
    },
    { once: true },
  );
  return (input) =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => {
        resolve(instead);
      };
      if (signal?.aborted) return giveUp();
      underWay.add(giveUp);
      work(input)
        .finally(() => underWay.delete(giveUp))
        .then(resolve, reject);
    });
}
