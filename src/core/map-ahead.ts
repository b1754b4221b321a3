export interface AheadLimits {
  /** Items worked on at a time. */
  readonly atOnce: number;
  /** Items that were begun and whose results were not taken: finished ones wait for a slow one before them. Default: `atOnce`. */
  readonly begun?: number;
}

/** Works on items ahead of the one that is asked for, and gives the results in order. */
export async function* mapAhead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  { atOnce, begun = atOnce }: AheadLimits,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const queue: Entry<R>[] = [];
  const running = new Set<Promise<unknown>>();
  const start = (item: T): void => {
    const entry: Entry<R> = { result: work(item), isDone: false };
    queue.push(entry);
    // A failure is met when its turn comes; until then it is nobody's.
    const end = entry.result.then(nothing, nothing).then(() => {
      entry.isDone = true;
      running.delete(end);
    });
    running.add(end);
  };
  try {
    for await (const item of items) {
      start(item);
      while (queue.length >= atOnce) {
        const [head] = queue;
        if (head?.isDone || queue.length >= begun) {
          queue.shift();
          yield await (head as Entry<R>).result;
        } else if (running.size >= atOnce) await Promise.race(running);
        else break;
      }
    }
    for (let next = queue.shift(); next; next = queue.shift()) yield await next.result;
  } finally {
    await Promise.allSettled(queue.map(({ result }) => result));
  }
}

interface Entry<R> {
  readonly result: Promise<R>;
  isDone: boolean;
}

const nothing = (): void => undefined;
