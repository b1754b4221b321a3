import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { FacekitError } from '../../../../src/core/errors.ts';
import {
  createWorkerPool,
  WorkerDiedError,
  type Answer,
  type Question,
  type WorkerPort,
} from '../../../../src/pipelines/workers/pool.ts';

interface FakeWorker extends WorkerPort<string, string> {
  readonly inHand: Question<string>[];
  answer(answer: Answer<string>): void;
  exit(error?: unknown): void;
  ended: boolean;
}

function fakeWorker(react: (worker: FakeWorker, question: Question<string>) => void): FakeWorker {
  let onAnswer: (answer: Answer<string>) => void = () => undefined;
  let onExit: (error?: unknown) => void = () => undefined;
  const worker: FakeWorker = {
    inHand: [],
    ended: false,
    post: (question) => {
      worker.inHand.push(question);
      void nextTurn().then(() => {
        react(worker, question);
      });
    },
    onAnswer: (listener) => (onAnswer = listener),
    onExit: (listener) => (onExit = listener),
    answer: (answer) => {
      onAnswer(answer);
    },
    exit: (error) => {
      onExit(error);
    },
    terminate: () => {
      worker.ended = true;
      return Promise.resolve();
    },
  };
  void nextTurn().then(() => {
    onAnswer({ ready: 'cpu' });
  });
  return worker;
}

function poolOf(workers: number, react: (worker: FakeWorker, question: Question<string>) => void) {
  const spawned: FakeWorker[] = [];
  const pool = createWorkerPool<string, string>({
    workers,
    inFlight: 2,
    spawn: () => {
      const worker = fakeWorker(react);
      spawned.push(worker);
      return worker;
    },
  });
  return { pool, spawned };
}

const echo = (worker: FakeWorker, { id, task }: Question<string>): void => {
  worker.answer({ id, result: task.toUpperCase() });
};

describe('createWorkerPool', () => {
  test('starts no worker before there is work, and no more than it needs', async () => {
    const { pool, spawned } = poolOf(3, echo);
    expect(spawned).toHaveLength(0);
    expect(await pool.run('a')).toBe('A');
    expect(await pool.run('b')).toBe('B');
    expect(spawned).toHaveLength(1);
  });

  test('starts one ahead when asked to', async () => {
    const { pool, spawned } = poolOf(3, echo);
    pool.warmUp();
    pool.warmUp();
    expect(spawned).toHaveLength(1);
    expect(await pool.run('a')).toBe('A');
    expect(spawned).toHaveLength(1);
  });

  test('starts as many ahead as are asked for, and no more than there may be', async () => {
    const { pool, spawned } = poolOf(3, echo);
    pool.warmUp(2);
    expect(spawned).toHaveLength(2);
    pool.warmUp(9);
    expect(spawned).toHaveLength(3);
    expect(await pool.run('a')).toBe('A');
  });

  test('refuses what comes when it is closed', async () => {
    const { pool, spawned } = poolOf(3, echo);
    await pool.close();
    await expect(pool.run('a')).rejects.toMatchObject({ code: 'stopped' });
    expect(spawned).toHaveLength(0);
  });

  test('spreads the work: one task each, then a second each', async () => {
    const { pool, spawned } = poolOf(2, () => undefined);
    for (const task of ['a', 'b', 'c', 'd', 'e']) void pool.run(task).catch(() => undefined);
    await nextTurn();
    expect(spawned.map(({ inHand }) => inHand.map(({ task }) => task))).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
    await pool.close();
    expect(spawned.every(({ ended }) => ended)).toBe(true);
  });

  test('the task that kills its worker is found, and all others are done', async () => {
    const { pool, spawned } = poolOf(2, (worker, question) => {
      if (question.task === 'poison') worker.exit(new Error('segfault'));
      else if (question.task.startsWith('slow'))
        setTimeout(() => {
          echo(worker, question);
        }, 5);
      else echo(worker, question);
    });
    const tasks = ['slow 1', 'slow 2', 'poison', 'a', 'b', 'poison', 'c'];
    const results = await Promise.allSettled(tasks.map((task) => pool.run(task)));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'died'))).toEqual([
      'SLOW 1',
      'SLOW 2',
      'died',
      'A',
      'B',
      'died',
      'C',
    ]);
    expect(results[2]).toMatchObject({ reason: expect.any(WorkerDiedError) as unknown });
    expect(spawned.length).toBeLessThanOrEqual(6);
  });

  test('ends when every task kills its worker', async () => {
    const { pool } = poolOf(2, (worker) => {
      worker.exit(new Error('gone'));
    });
    const results = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((task) => pool.run(task)));
    expect(results.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  });

  test('a worker that cannot work at all fails everything that waits', async () => {
    const { pool } = poolOf(1, (worker) => {
      worker.answer({ error: { code: 'device-missing', message: 'no cuda' } });
    });
    const results = await Promise.allSettled(['a', 'b', 'c'].map((task) => pool.run(task)));
    for (const result of results)
      expect(result).toMatchObject({ reason: { code: 'device-missing', message: 'no cuda' } });
  });

  test('a worker that ends before it is ready is not started again for ever', async () => {
    let count = 0;
    const pool = createWorkerPool<string, string>({
      workers: 1,
      inFlight: 2,
      spawn: () => {
        count += 1;
        const worker = fakeWorker(() => undefined);
        queueMicrotask(() => {
          worker.exit(new Error('no module'));
        });
        return worker;
      },
    });
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((task) => pool.run(task)));
    for (const result of results)
      expect(result).toMatchObject({ reason: { message: 'A worker could not start: no module' } });
    expect(count).toBe(1);
  });

  test('passes an error on with its code', async () => {
    const { pool } = poolOf(1, (worker, { id }) => {
      worker.answer({ id, error: { code: 'disk-full', message: 'full' } });
    });
    await expect(pool.run('a')).rejects.toThrow(expect.objectContaining({ code: 'disk-full', message: 'full' }));
  });

  test('when closed, what is under way is rejected as stopped', async () => {
    const { pool } = poolOf(1, () => undefined);
    const run = pool.run('a');
    await nextTurn();
    await pool.close();
    await expect(run).rejects.toThrow(FacekitError);
    await expect(run).rejects.toMatchObject({ code: 'stopped' });
  });
});
