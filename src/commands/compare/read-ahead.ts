/**
 * Works on items while their results are being used: starts with the first `ahead` at once, then with one more whenever a
 * result is taken. Results come in the order of the items. `work` must not fail: a failure is to be part of its result.
 */
export function readAhead<Item, Result>(
  items: readonly Item[],
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  const started = items.slice(0, ahead).map(work);
  return {
    async *[Symbol.asyncIterator]() {
      const waiting = items.slice(ahead);
      for (let next = started.shift(); next !== undefined; next = started.shift()) {
        const result = await next;
        for (const item of waiting.splice(0, 1)) started.push(work(item));
        yield result;
      }
    },
  };
}
