import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import type { DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import { workersOn, type EngineChoice } from './engine-choice.ts';
import { createWorkerPool } from '../workers/pool.ts';
import { startThread } from '../workers/thread.ts';

/** What a worker is started with. */
export interface DetectionWorkerData extends Omit<EngineChoice, 'threads'> {
  readonly detector?: DetectorName | DetectorRequest | undefined;
}

/** Detectors in threads of their own. Dispose them at the end. */
export interface DetectionPool extends AsyncDisposable {
  /** May be called again before the last image is done. */
  readonly detect: DetectFaces;
  /** Starts a detector before the first image is there. */
  warmUp(): void;
}

/**
 * Finds faces in worker threads, each with a detector of one thread (of more where memory allows few), started as they are needed: the runtime computes on the
 * thread that calls it, so that otherwise faces would be found and embedded in turn. The device is one that `settleDevice` gave.
 */
export function createDetectionPool({ engine, device, detector }: DetectionWorkerData, workers: number): DetectionPool {
  const setup: DetectionWorkerData = { device, detector, ...(engine !== undefined && { engine }) };
  const pool = createWorkerPool<RgbImage, Face[]>({
    workers: workersOn(device, workers),
    inFlight: 1,
    spawn: () => startThread(new URL('./detection-worker.js', import.meta.url), setup),
  });
  return {
    detect: (image) => pool.run(image),
    warmUp: () => {
      pool.warmUp();
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}
