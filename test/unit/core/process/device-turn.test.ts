import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { createTurn, inTurn } from '../../../../src/core/process/device-turn.ts';

test('in one thread, work is done one after the other, and a failure gives the turn back', async () => {
  const turn = createTurn();
  const events: string[] = [];
  const work = (name: string) =>
    inTurn(turn, async () => {
      events.push(`${name} begins`);
      await sleep(2);
      events.push(`${name} ends`);
      if (name === 'a') throw new Error('a failed');
    });
  const [a, b] = await Promise.allSettled([work('a'), work('b')]);
  expect([a.status, b.status]).toEqual(['rejected', 'fulfilled']);
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('a turn that another thread holds is waited for', async () => {
  const turn = createTurn();
  Atomics.store(turn, 0, 1);
  const holder = new Worker(
    `const { workerData } = require('node:worker_threads');
     setTimeout(() => { Atomics.store(workerData, 0, 0); Atomics.notify(workerData, 0, 1); }, 50);`,
    { eval: true, workerData: turn },
  );
  const ended = new Promise((resolve) => holder.once('exit', resolve));
  await inTurn(turn, () => {
    expect(Atomics.load(turn, 0)).toBe(1);
    return Promise.resolve();
  });
  expect(Atomics.load(turn, 0)).toBe(0);
  await ended;
});
