import { parentPort, workerData } from 'node:worker_threads';
import { trainClassifier } from '../../recognition/train-classifier.ts';
import { serveTasks } from '../workers/thread.ts';
import type { TrainingProgress, TrainingSetup, TrainingTask } from './train-in-thread.ts';

/** Trains the one classifier that it is given, and tells how far it is through a port of its own. */
function openWorker({ progress }: TrainingSetup) {
  return {
    device: 'cpu',
    run: ({ faces, metadata, options }: TrainingTask) =>
      trainClassifier(faces, metadata, {
        ...options,
        onProgress: (...pairs: TrainingProgress) => {
          progress.postMessage(pairs);
        },
      }),
  };
}

if (parentPort) serveTasks(parentPort, Promise.resolve(openWorker(workerData as TrainingSetup)));
