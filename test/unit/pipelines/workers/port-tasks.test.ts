import { afterEach, expect, test } from '@jest/globals';
import { FacekitError } from '../../../../src/core/errors.ts';
import { connectPort, serveAtPort } from '../../../../src/pipelines/workers/port-tasks.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Both ends, in one thread. */
function connected<Task, Result>(run: (task: Task) => Promise<Result>) {
  const thread = connectPort(serveAtPort(run));
  closing.push(() => thread.close());
  return thread;
}

test('tasks sent through a port give their results, each its own, in whatever order they end', async () => {
  const later = new Promise<string>((resolve) => setTimeout(resolve, 20, 'slow'));
  const thread = connected((task: string) => (task === 'slow' ? later : Promise.resolve(task.toUpperCase())));
  const ended: string[] = [];
  const told = (result: string): number => ended.push(result);
  await Promise.all(['slow', 'a', 'b'].map((task) => thread.run(task).then(told)));
  expect(ended).toEqual(['A', 'B', 'slow']);
});

test('an error keeps its code and its words', async () => {
  const thread = connected(() => Promise.reject(new FacekitError('model-invalid', 'Expected a model.')));
  await expect(thread.run(null)).rejects.toMatchObject({ code: 'model-invalid', message: 'Expected a model.' });
});

test('closed before it has heard, it is told that it was stopped', async () => {
  const thread = connected(() => new Promise<never>(() => undefined));
  const asked = thread.run(null);
  await thread.close();
  await expect(asked).rejects.toMatchObject({ code: 'stopped' });
});
