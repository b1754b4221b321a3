import { describe, expect, test } from '@jest/globals';
import { createBatcher } from '../../../../src/pipelines/workers/batcher.ts';

function recording(size: number) {
  const batches: number[][] = [];
  const batcher = createBatcher<number, string>({
    size,
    run: (items) => {
      batches.push([...items]);
      return Promise.resolve(items.map((item) => `r${item}`));
    },
  });
  return { batches, batcher };
}

describe('createBatcher', () => {
  test('hands over full batches, the rest when asked, each item with its own result', async () => {
    const { batches, batcher } = recording(2);
    const results = [1, 2, 3, 4, 5].map((item) => batcher.add(item));
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    batcher.flush();
    expect(batches).toEqual([[1, 2], [3, 4], [5]]);
    expect(await Promise.all(results)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
    batcher.flush();
    expect(batches).toHaveLength(3);
  });

  test('what a batch fails with, each of its items fails with', async () => {
    const batcher = createBatcher<number, number>({ size: 2, run: () => Promise.reject(new Error('down')) });
    const results = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('too few results are an error, not a hang', async () => {
    const batcher = createBatcher<number, number>({ size: 2, run: () => Promise.resolve([1]) });
    const [first, second] = await Promise.allSettled([batcher.add(1), batcher.add(2)]);
    expect(first).toEqual({ status: 'fulfilled', value: 1 });
    expect(second).toMatchObject({ reason: { message: 'expected 2 results but received 1' } });
  });
});
