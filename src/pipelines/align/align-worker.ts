import { parentPort, threadId, workerData } from 'node:worker_threads';
import { serveTasks } from '../workers/thread.ts';
import { openCodecAndDetector } from './open-codec-and-detector.ts';
import { processImage, type ImageTask } from './process-image.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** Aligns images, each answered with its record. */
async function openWorker(setup: WorkerSetup) {
  const { settings, output } = setup;
  const tools = await openCodecAndDetector(setup, `w${threadId}`);
  return {
    device: tools.device,
    run: (task: ImageTask) => processImage(task, { settings, output, tools }),
  };
}

if (parentPort) serveTasks(parentPort, openWorker(workerData as WorkerSetup));
