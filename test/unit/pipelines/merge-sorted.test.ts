import { expect, test } from '@jest/globals';
import { mergeSorted } from '../../../src/pipelines/shards/merge-sorted.ts';

async function* from<T>(items: readonly T[], onEnd: () => void = () => undefined): AsyncGenerator<T> {
  try {
    for (const item of items) yield await Promise.resolve(item);
  } finally {
    onEnd();
  }
}

test.each([1, 2, 3, 7, 40])('%d sources in order make one, as a sort does', async (count) => {
  const items = Array.from({ length: 500 }, (_, i) => ({ value: (i * 7919) % 211, source: (i * 31) % count }));
  const sorted = items.toSorted((a, b) => a.value - b.value || a.source - b.source);
  const sources = Array.from({ length: count }, (_, source) => from(sorted.filter((item) => item.source === source)));
  const merged = [];
  for await (const item of mergeSorted(sources, (a, b) => a.value - b.value)) merged.push(item);
  expect(merged.map(({ value, source }) => [value, source])).toEqual(
    sorted.map(({ value, source }) => [value, source]),
  );
});

test('sources are closed when the merge is left early', async () => {
  let closed = 0;
  const close = (): void => {
    closed += 1;
  };
  const merge = mergeSorted([from([1, 3], close), from([2, 4], close)], (a, b) => a - b);
  await merge.next();
  await merge.return(undefined);
  expect(closed).toBe(2);
});
