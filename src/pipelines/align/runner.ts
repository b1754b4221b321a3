import { recordWithoutFaces, type AlignmentRecord } from '../../dataset/alignment-record.ts';
import { workersOn } from '../networks/engine-choice.ts';
import { createWorkerPool, WorkerDiedError } from '../workers/pool.ts';
import { startThread } from '../workers/thread.ts';
import type { ImageTask } from './process-image.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** Works on images, several at a time: worker threads, or a test's stand-in. */
export interface ImageRunner {
  /** How many images to hand over at a time. */
  readonly capacity: number;
  run(task: ImageTask): Promise<AlignmentRecord>;
  /** Stops; images under way are rejected. */
  close(): Promise<void>;
}

export interface RunnerOptions {
  readonly jobs: number;
  /** Called for each worker that is ready, with its device. */
  readonly onReady: (device: string) => void;
}

export type CreateRunner = (setup: WorkerSetup, options: RunnerOptions) => ImageRunner;

/** One image is decoded or encoded while the networks look at another. */
const IN_FLIGHT = 2;

/** Starts worker threads, also for a single job: the main thread stays free to be interrupted. */
export const createWorkerRunner: CreateRunner = (setup, { jobs, onReady }) => {
  const workers = workersOn(setup.device, jobs);
  const pool = createWorkerPool<ImageTask, AlignmentRecord>({
    workers,
    inFlight: IN_FLIGHT,
    onReady,
    spawn: () => startThread(new URL('./align-worker.js', import.meta.url), setup),
  });
  return {
    capacity: workers * IN_FLIGHT,
    run: (task) =>
      pool.run(task).catch((error: unknown) => {
        if (!(error instanceof WorkerDiedError)) throw error;
        return recordWithoutFaces(
          task.path,
          'unreadable',
          'worker-died',
          `The worker ended over this image: ${error.message}`,
        );
      }),
    close: () => pool.close(),
  };
};
