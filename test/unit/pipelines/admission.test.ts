import { expect, test } from '@jest/globals';
import { createAdmission } from '../../../src/pipelines/serving/admission.ts';

/** Work that ends when it is told to. */
function work(): { readonly run: () => Promise<string>; end(): void } {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    run: async () => {
      await ended;
      return 'done';
    },
    end: () => {
      end();
    },
  };
}

test('so many are worked on, so many wait, and the next is turned away', async () => {
  const admission = createAdmission({ atWork: 1, waiting: 1 });
  const [first, second, third] = [work(), work(), work()];
  const running = admission.run(first.run);
  const waiting = admission.run(second.run);
  expect(admission.load).toEqual({ atWork: 1, waiting: 1 });
  await expect(admission.run(third.run)).rejects.toMatchObject({ code: 'server-busy' });
  first.end();
  expect(await running).toBe('done');
  expect(admission.load).toEqual({ atWork: 1, waiting: 0 });
  second.end();
  expect(await waiting).toBe('done');
  expect(admission.load).toEqual({ atWork: 0, waiting: 0 });
});

test('who goes away while waiting leaves the queue, and a failure makes room', async () => {
  const admission = createAdmission({ atWork: 1, waiting: 2 });
  const first = work();
  const running = admission.run(first.run);
  const controller = new AbortController();
  const gone = admission.run(() => Promise.resolve('never'), controller.signal);
  const fails = admission.run(() => Promise.reject(new Error('failed')));
  controller.abort();
  await expect(gone).rejects.toMatchObject({ code: 'stopped' });
  first.end();
  await running;
  await expect(fails).rejects.toThrow('failed');
  expect(admission.load).toEqual({ atWork: 0, waiting: 0 });
  await expect(admission.run(() => Promise.resolve(1), AbortSignal.abort())).rejects.toMatchObject({ code: 'stopped' });
});
