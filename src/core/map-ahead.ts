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
  let running = 0;
  let wake = nothing;
  const start = (item: T): void => {
    const entry: Entry<R> = { result: work(item), isDone: false };
    queue.push(entry);
    // A failure is met when its turn comes; until then it is nobody's.
    running += 1;
    const end = (): void => {
      entry.isDone = true;
      running -= 1;
      wake();
    };
    entry.result.then(end, end);
  };
  // One promise for all: a race among them would add to each of them every time.
  const nextEnd = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  try {
    for await (const item of items) {
      start(item);
      while (queue.length >= atOnce) {
        const [head] = queue;
        if (head?.isDone || queue.length >= begun) {
          queue.shift();
          yield await (head as Entry<R>).result;
        } else if (running >= atOnce) await nextEnd();
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
