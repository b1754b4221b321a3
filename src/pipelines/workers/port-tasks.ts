import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type Answer, createWorkerPool, type WorkerPool } from './pool.ts';
import { serveTasks } from './thread.ts';

/** A port at which tasks are done; what it takes and gives is known to the compiler alone. */
export type TaskPort<Task, Result> = MessagePort & { readonly does?: (task: Task) => Result };

/** A port at which another thread can have tasks done by this one, which it does not keep running. */
export function serveAtPort<Task, Result>(run: (task: Task) => Promise<Result>): TaskPort<Task, Result> {
  const { port1, port2 } = new MessageChannel();
  serveTasks<Task, Result>(port1, Promise.resolve({ device: 'cpu', run }));
  port1.unref();
  return port2;
}

/** The thread behind such a port, as a pool of one worker; closed, it is asked nothing more. */
export const connectPort = <Task, Result>(
  port: TaskPort<Task, Result>,
): Pick<WorkerPool<Task, Result>, 'run' | 'close'> =>
  createWorkerPool<Task, Result>({
    workers: 1,
    inFlight: Infinity,
    spawn: () => ({
      post: (question) => {
        port.postMessage(question);
      },
      onAnswer: (listener) => port.on('message', (answer: Answer<Result>) => listener(answer)),
      onExit: () => undefined,
      terminate: () => {
        port.close();
        return Promise.resolve();
      },
    }),
  });
