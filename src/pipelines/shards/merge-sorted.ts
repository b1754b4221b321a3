/** A source of a merge, with the item that is next in it. */
interface Head<T> {
  readonly item: T;
  /** Place among the sources: of equal items the one of an earlier source comes first. */
  readonly source: number;
  readonly rest: AsyncIterator<T>;
}

/**
 * Merges sources that are each in order into one that is. One item of each is in memory at a time. Of equal items those of an earlier source
 * come first.
 *
 * @param compare below 0 where the first of two comes first
 */
export async function* mergeSorted<T>(
  sources: readonly AsyncIterable<T>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T> {
  const heads: Head<T>[] = [];
  const isBefore = (a: Head<T>, b: Head<T>): boolean => (compare(a.item, b.item) || a.source - b.source) < 0;
  try {
    for (const [source, each] of sources.entries()) {
      const rest = each[Symbol.asyncIterator]();
      const next = await rest.next();
      if (!next.done) push(heads, { item: next.value, source, rest }, isBefore);
    }
    for (let first = heads[0]; first; first = heads[0]) {
      yield first.item;
      const next = await first.rest.next();
      const last = next.done ? heads.pop() : { ...first, item: next.value };
      if (last && heads.length > 0) sink(heads, last, isBefore);
    }
  } finally {
    for (const { rest } of heads) await rest.return?.();
  }
}

type IsBefore<T> = (a: Head<T>, b: Head<T>) => boolean;

/** Adds to a heap. */
function push<T>(heads: Head<T>[], head: Head<T>, isBefore: IsBefore<T>): void {
  let at = heads.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heads[above];
    if (!parent || !isBefore(head, parent)) break;
    heads[at] = parent;
    at = above;
  }
  heads[at] = head;
}

/** Puts something in the place of a heap's first. */
function sink<T>(heads: Head<T>[], head: Head<T>, isBefore: IsBefore<T>): void {
  let at = 0;
  for (;;) {
    const [left, right] = [heads[2 * at + 1], heads[2 * at + 2]];
    const [below, child] = right && left && isBefore(right, left) ? [2 * at + 2, right] : [2 * at + 1, left];
    if (!child || !isBefore(child, head)) break;
    heads[at] = child;
    at = below;
  }
  heads[at] = head;
}
