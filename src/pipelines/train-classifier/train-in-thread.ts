import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { FacekitError, interruptedError } from '../../core/errors.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { NamedEmbedding, TrainClassifierOptions, TrainedClassifier } from '../../recognition/train-classifier.ts';
import { createWorkerPool } from '../workers/pool.ts';
import { startThread } from '../workers/thread.ts';

/** What a classifier is trained on, and how. */
export interface TrainingTask {
  readonly faces: readonly NamedEmbedding[];
  readonly metadata: EmbeddingFileMetadata;
  readonly options: Omit<TrainClassifierOptions, 'onProgress'>;
}

export interface TrainingWatch {
  readonly signal: AbortSignal;
  /** Called now and then with the pairs of people trained so far. */
  readonly onProgress: (pairs: number, total: number) => void;
}

/** Trains a classifier; tests pass one without a thread. Throws `interrupted` when the signal ends it. */
export type Train = (task: TrainingTask, watch: TrainingWatch) => Promise<TrainedClassifier>;

/** What the thread is started with. */
export interface TrainingSetup {
  /** Receives `TrainingProgress`. */
  readonly progress: MessagePort;
}

/** What goes through the port of progress. */
export type TrainingProgress = readonly [pairs: number, total: number];

/** Trains in a thread of its own: libsvm may compute for long without looking up, and the main thread is to hear signals. */
export const trainInThread: Train = async (task, { signal, onProgress }) => {
  const { port1: ours, port2: progress } = new MessageChannel();
  ours.on('message', ([pairs, total]: TrainingProgress) => {
    onProgress(pairs, total);
  });
  const pool = createWorkerPool<TrainingTask, TrainedClassifier>({
    workers: 1,
    inFlight: 1,
    spawn: () => startThread(new URL('./training-worker.js', import.meta.url), { progress }, [progress]),
  });
  const stop = (): void => void pool.close();
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) throw interrupted(signal);
    return await pool.run(task);
  } catch (error) {
    throw signal.aborted && error instanceof FacekitError && error.code === 'stopped' ? interrupted(signal) : error;
  } finally {
    signal.removeEventListener('abort', stop);
    ours.close();
    await pool.close();
  }
};

const interrupted = (signal: AbortSignal): FacekitError =>
  interruptedError('Interrupted while training; no classifier is written.', signal);
