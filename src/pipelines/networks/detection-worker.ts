import { parentPort, workerData } from 'node:worker_threads';
import type { RgbImage } from '../../core/image.ts';
import { detectorRequest } from '../../detectors/choose-detector.ts';
import { createDetector } from '../../detectors/create-detector.ts';
import { serveTasks } from '../workers/thread.ts';
import type { DetectionWorkerData } from './detection-pool.ts';
import { planDetection } from './plan-detection.ts';

/**
 * Finds faces, each image answered with them. One image at a time: the pool hands over no second one. What is to be said about the
 * backend, the main thread says when it opens the embedder.
 */
async function openWorker({ detector: request, ...options }: DetectionWorkerData) {
  const detector = await createDetector({
    ...detectorRequest(request),
    ...options,
    threads: planDetection(request).threads,
    onNotice: () => undefined,
  });
  return { device: detector.device, run: (image: RgbImage) => detector.detect(image) };
}

if (parentPort) serveTasks(parentPort, openWorker(workerData as DetectionWorkerData));
