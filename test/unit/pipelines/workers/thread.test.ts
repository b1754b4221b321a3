import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startThread } from '../../../../src/pipelines/workers/thread.ts';

/** A thread with this body. */
const threadOf = (body: string) => startThread<string, string>(new URL(`data:text/javascript,${body}`), {});

test.each([
  ['ends by itself', '', undefined],
  ['fails', 'throw new Error("no file")', expect.objectContaining({ message: 'no file' })],
])('that a thread %s is told, also to who listens afterwards', async (_name, body, failure) => {
  const thread = threadOf(body);
  const told = () => new Promise<unknown>((resolve) => thread.onExit(resolve));
  expect(await told()).toEqual(failure);
  await sleep(20);
  expect(await told()).toEqual(failure);
});
