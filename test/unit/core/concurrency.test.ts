import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createMutex, createSequencer, forEachConcurrent, untilAborted } from '../../../src/core/concurrency.ts';

describe('forEachConcurrent', () => {
  test('runs every item, at most the limit at a time, starting in order', async () => {
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await forEachConcurrent([5, 1, 4, 2, 3, 1], 2, async (item) => {
      started.push(item);
      running += 1;
      most = Math.max(most, running);
      await sleep(item);
      running -= 1;
    });
    expect(started).toEqual([5, 1, 4, 2, 3, 1]);
    expect(most).toBe(2);
  });

  test('after a failure starts no more, waits for the others, then throws the first', async () => {
    const finished: number[] = [];
    const run = forEachConcurrent([1, 2, 3, 4, 5, 6], 3, async (item) => {
      await sleep(item === 1 ? 1 : 10);
      if (item === 1) throw new Error('one');
      finished.push(item);
    });
    await expect(run).rejects.toThrow('one');
    expect(finished).toContain(2);
    expect(finished).not.toContain(6);
  });

  test('stops when it is told to', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    await forEachConcurrent(
      [1, 2, 3, 4],
      1,
      async (item) => {
        seen.push(item);
        if (item === 2) controller.abort();
        await sleep(1);
      },
      controller.signal,
    );
    expect(seen).toEqual([1, 2]);
  });
});

test('a sequencer hands values on in the order of their positions', () => {
  const told: string[] = [];
  const tell = createSequencer<string>((value) => told.push(value));
  tell(2, 'c');
  tell(0, 'a');
  expect(told).toEqual(['a']);
  tell(3, 'd');
  tell(1, 'b');
  expect(told).toEqual(['a', 'b', 'c', 'd']);
});

test('a mutex runs calls one after the other, also after one has failed', async () => {
  const inTurn = createMutex();
  const log: string[] = [];
  const call = (name: string, ms: number, fails = false) =>
    inTurn(async () => {
      log.push(`${name} begins`);
      await sleep(ms);
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  const first = call('a', 10, true);
  const second = call('b', 1);
  await expect(first).rejects.toThrow('a');
  await second;
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

describe('untilAborted', () => {
  const later = (input: string): Promise<string> =>
    input === 'never' ? new Promise(() => undefined) : sleep(1).then(() => `did ${input}`);

  test('works until the signal; then gives the other result, also for what is under way', async () => {
    const stop = new AbortController();
    const work = untilAborted(later, 'stopped', stop.signal);
    expect(await work('a')).toBe('did a');
    const underWay = work('never');
    stop.abort();
    expect(await Promise.all([underWay, work('b')])).toEqual(['stopped', 'stopped']);
  });

  test('passes failures on', async () => {
    const work = untilAborted(() => Promise.reject(new Error('no')), 'stopped');
    await expect(work('a')).rejects.toThrow('no');
  });
});
