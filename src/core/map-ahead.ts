/** Works on items ahead of the one that is asked for, at most `limit` of them at a time, and gives the results in order. */
export async function* mapAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const queue: Promise<R>[] = [];
  const start = (item: T): void => {
    const result = work(item);
    // A failure is met when its turn comes; until then it is nobody's.
    result.catch(() => undefined);
    queue.push(result);
  };
  try {
    for await (const item of items) {
      start(item);
      if (queue.length < limit) continue;
      const next = queue.shift();
      if (next) yield await next;
    }
    for (let next = queue.shift(); next; next = queue.shift()) yield await next;
  } finally {
    await Promise.allSettled(queue);
  }
}
