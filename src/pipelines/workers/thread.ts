// Before any thread that loads the runtime: there the variable of this file has no effect.
import '../../tensor/refuse-telemetry.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MessagePort, Worker } from 'node:worker_threads';
import { FacekitError, messageOf } from '../../core/errors.ts';
import {
  closeNativeGate,
  closeNativeGateSync,
  createNativeGate,
  type GatedData,
  leaveOpening,
  type NativeGate,
  ownGate,
} from '../../core/process/native-gate.ts';
import { deviceTurn, type TurnData } from '../../core/process/device-turn.ts';
import type { Answer, Question, WorkerPort } from './pool.ts';

/** An option for a program that is given as text; a thread, which is a file, would not start with it. */
const isForThreads = (option: string): boolean => !option.startsWith('--input-type');

/** Options are only named where some must go: of those that are named, Node.js refuses the ones of V8, which threads have anyway. */
function ownArguments(): { readonly execArgv?: string[] } {
  const execArgv = process.execArgv.filter(isForThreads);
  return execArgv.length === process.execArgv.length ? {} : { execArgv };
}

/** How long the end of the process waits for a thread that loads what it begins with, and is in no native call. */
const OPENING_WAIT_MS = 5000;

/**
 * Starts a worker thread, whose body calls `serveTasks`. It is never ended inside native code, neither by `terminate` nor by the
 * end of the process.
 *
 * @param setup what the thread finds in `workerData`
 * @param transferList ports in it that the thread gets for its own
 */
export function startThread<Task, Result>(
  file: URL,
  setup: object,
  transferList: MessagePort[] = [],
): WorkerPort<Task, Result> {
  const nativeGate = createNativeGate();
  const data: GatedData & Partial<TurnData> = { ...setup, nativeGate, ...(deviceTurn && { deviceTurn }) };
  const worker = new Worker(file, { workerData: data, transferList, ...ownArguments() });
  let failure: unknown;
  worker.on('error', (error) => {
    failure = error;
  });
  const exit = new Promise<unknown>((resolve) => {
    worker.on('exit', () => {
      resolve(failure);
    });
  });
  guardProcessExit(nativeGate, worker);
  return {
    post: (question) => {
      worker.postMessage(question);
    },
    onAnswer: (listener) => worker.on('message', (answer: Answer<Result>) => listener(answer)),
    // Also of a thread that ended before anybody listened.
    onExit: (listener) => void exit.then(listener),
    terminate: async () => {
      await closed(nativeGate, worker);
      await worker.terminate();
    },
  };
}

/** When a thread may be ended, or has ended. */
async function closed(gate: NativeGate, worker: Worker): Promise<void> {
  const hasEnded = (): boolean => worker.threadId === -1;
  while (!hasEnded() && !closeNativeGate(gate)) await sleep(2);
}

/** The end of the process ends its threads wherever they are: it waits until this one is in no native code. */
function guardProcessExit(gate: NativeGate, worker: Worker): void {
  const wait = (): void => {
    closeNativeGateSync(gate, OPENING_WAIT_MS);
  };
  // One listener a thread, which may be more than Node.js takes for a leak.
  process.setMaxListeners(process.getMaxListeners() + 1);
  process.on('exit', wait);
  worker.once('exit', () => {
    process.off('exit', wait);
    process.setMaxListeners(process.getMaxListeners() - 1);
  });
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
  opening
    .then(
      ({ device }) => {
        answer({ ready: device });
      },
      (error: unknown) => {
        answer({ error: plain(error) });
      },
    )
    .finally(() => {
      // Everything is loaded that a thread begins with.
      if (ownGate) leaveOpening(ownGate);
    });
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
