/** Gathers items that come one at a time into batches. */
export interface Batcher<Item, Result> {
  /** The item's own result. Rejects with what the batch rejects with. */
  add(item: Item): Promise<Result>;
  /** Hands over what waits: nothing more is coming. */
  flush(): void;
}

export interface BatcherOptions<Item, Result> {
  /** Items in a batch at most. */
  readonly size: number;
  /** Works on a batch; gives a result for each item, in their order. Called again before an earlier batch is done. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch is handed over when it is full, or when it is asked for. */
export function createBatcher<Item, Result>({ size, run }: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) handOver(batch, run);
  };
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (waiting.length >= size) flush();
      }),
    flush,
  };
}

function handOver<Item, Result>(
  batch: readonly Waiting<Item, Result>[],
  run: BatcherOptions<Item, Result>['run'],
): void {
  run(batch.map(({ item }) => item)).then(
    (results) => {
      batch.forEach(({ resolve, reject }, i) => {
        const result = results[i];
        if (result === undefined) reject(new Error(`expected ${batch.length} results but received ${results.length}`));
        else resolve(result);
      });
    },
    (error: unknown) => {
      for (const { reject } of batch) reject(error);
    },
  );
}
