import { describe, expect, test } from '@jest/globals';
import { readAhead } from '../../../../src/pipelines/compare/read-ahead.ts';

describe('readAhead', () => {
  test('starts with the first at once, and with one more for each result that is taken', async () => {
    const started: number[] = [];
    const work = (item: number): Promise<string> => {
      started.push(item);
      return Promise.resolve(`result ${item}`);
    };
    const results = readAhead([1, 2, 3, 4], 2, work);
    expect(started).toEqual([1, 2]);
    const taken: [string, number][] = [];
    for await (const result of results) taken.push([result, started.length]);
    expect(taken).toEqual([
      ['result 1', 3],
      ['result 2', 4],
      ['result 3', 4],
      ['result 4', 4],
    ]);
  });

  test('keeps the order when a later item is done earlier', async () => {
    const delays = [20, 0, 10];
    const work = async (delay: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, delay));
      return delay;
    };
    const taken: number[] = [];
    for await (const result of readAhead(delays, 3, work)) taken.push(result);
    expect(taken).toEqual(delays);
  });

  test('throws a failure when its turn comes', async () => {
    const work = (item: number): Promise<number> =>
      item === 2 ? Promise.reject(new Error('no')) : new Promise((resolve) => setTimeout(resolve, 10, item));
    const results = readAhead([1, 2], 2, work);
    const taken: number[] = [];
    const takeAll = async (): Promise<void> => {
      for await (const result of results) taken.push(result);
    };
    await expect(takeAll()).rejects.toThrow('no');
    expect(taken).toEqual([1]);
  });

  test('takes no items', async () => {
    for await (const result of readAhead([], 2, () => Promise.resolve(1))) throw new Error(`got ${result}`);
  });
});
