import type { MessagePort, Worker } from 'node:worker_threads';
import { FacekitError, messageOf } from '../../core/errors.ts';
import type { Answer, Question, WorkerPort } from './pool.ts';

/** A worker thread as the pool sees it. */
export function threadPort<Task, Result>(worker: Worker): WorkerPort<Task, Result> {
  let failure: unknown;
  worker.on('error', (error) => {
    failure = error;
  });
  return {
    post: (question) => {
      worker.postMessage(question);
    },
    onAnswer: (listener) => worker.on('message', (answer: Answer<Result>) => listener(answer)),
    onExit: (listener) => worker.on('exit', () => listener(failure)),
    terminate: () => worker.terminate(),
  };
}

/** What works in a worker thread. */
export interface TaskWorker<Task, Result> {
  readonly device: string;
  run(task: Task): Promise<Result>;
}

/** The body of a worker thread: answers each task with its result. Several may be under way at a time. */
export function serveTasks<Task, Result>(port: MessagePort, opening: Promise<TaskWorker<Task, Result>>): void {
  const answer = (message: Answer<Result>): void => {
    port.postMessage(message);
  };
  opening.then(
    ({ device }) => {
      answer({ ready: device });
    },
    (error: unknown) => {
      answer({ error: plain(error) });
    },
  );
  port.on('message', ({ id, task }: Question<Task>) => {
    opening
      .then((worker) => worker.run(task))
      .then(
        (result) => {
          answer({ id, result });
        },
        (error: unknown) => {
          answer({ id, error: plain(error) });
        },
      );
  });
}

/** An error in a form that keeps its code on the way to another thread. */
const plain = (error: unknown): { code: string; message: string } => ({
  code: error instanceof FacekitError ? error.code : 'worker-failed',
  message: messageOf(error),
});
