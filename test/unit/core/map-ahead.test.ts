import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { mapAhead } from '../../../src/core/map-ahead.ts';

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}

test('keeps the order and the limit', async () => {
  let working = 0;
  let most = 0;
  const work = async (ms: number): Promise<number> => {
    working += 1;
    most = Math.max(most, working);
    await sleep(ms);
    working -= 1;
    return ms;
  };
  const delays = [12, 1, 8, 2, 9, 1, 1];
  expect(await collect(mapAhead(delays, { atOnce: 3 }, work))).toEqual(delays);
  expect(most).toBe(3);
});

test('starts work before it is asked for', async () => {
  const started: number[] = [];
  const results = mapAhead([1, 2, 3, 4, 5], { atOnce: 3 }, (item) => {
    started.push(item);
    return Promise.resolve(item);
  });
  await results.next();
  expect(started).toEqual([1, 2, 3]);
  await results.return(undefined);
});

test('throws a failure when its turn comes, after waiting for the others', async () => {
  let finished = 0;
  const work = async (item: number): Promise<number> => {
    await sleep(item === 2 ? 0 : 10);
    finished += 1;
    if (item === 2) throw new Error('boom');
    return item;
  };
  const results = mapAhead([1, 2, 3, 4], { atOnce: 4 }, work);
  expect((await results.next()).value).toBe(1);
  await expect(results.next()).rejects.toThrow('boom');
  expect(finished).toBe(4);
});

test('works on nothing', async () => {
  expect(await collect(mapAhead([], { atOnce: 3 }, (item) => Promise.resolve(item)))).toEqual([]);
});

test('goes on beside a slow item, with as many at once and as many begun as are allowed', async () => {
  let finish: (value: number) => void = () => undefined;
  const slow = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const begun: number[] = [];
  const work = (item: number): Promise<number> => {
    begun.push(item);
    return item === 0 ? slow : Promise.resolve(item);
  };
  const results = mapAhead([0, 1, 2, 3, 4, 5, 6, 7], { atOnce: 2, begun: 5 }, work);
  const first = results.next();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  finish(0);
  expect((await first).value).toBe(0);
  expect(await collect(results)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
