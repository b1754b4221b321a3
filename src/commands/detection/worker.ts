import { parentPort, workerData } from 'node:worker_threads';
import type { RgbImage } from '../../core/image.ts';
import { createDetector } from '../../mtcnn/create-detector.ts';
import type { Device } from '../../tensor/engine.ts';
import { serveTasks } from '../workers/thread.ts';

/** Finds faces, each image answered with them. One image at a time: the pool hands over no second one. */
async function openWorker(device: Device) {
  const detector = await createDetector({ device, threads: 1 });
  return { device: detector.device, run: (image: RgbImage) => detector.detect(image) };
}

if (parentPort) serveTasks(parentPort, openWorker(workerData as Device));
