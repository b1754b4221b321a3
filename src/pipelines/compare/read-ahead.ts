/**
 * Works on items while their results are being used: starts with the first `ahead` at once, then with one more whenever a
 * result is taken. Results come in the order of the items; a failure is thrown when its turn comes.
 */
export function readAhead<Item, Result>(
  items: readonly Item[],
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  const start = (item: Item): Promise<Result> => {
    const result = work(item);
    // Until its turn comes, a failure is nobody's.
    result.catch(() => undefined);
    return result;
  };
  const started = items.slice(0, ahead).map(start);
  return {
    async *[Symbol.asyncIterator]() {
      const waiting = items.slice(ahead);
      for (let next = started.shift(); next !== undefined; next = started.shift()) {
        const result = await next;
        for (const item of waiting.splice(0, 1)) started.push(start(item));
        yield result;
      }
    },
  };
}
