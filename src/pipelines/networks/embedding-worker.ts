import { parentPort, workerData } from 'node:worker_threads';
import { createMutex } from '../../core/concurrency.ts';
import type { Detector } from '../../detection/detector.ts';
import { detectorRequest } from '../../detectors/choose-detector.ts';
import { createDetector } from '../../detectors/create-detector.ts';
import { loadEmbedder } from '../../facenet/embedder.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import { createImageWork } from '../collection/image-work.ts';
import { serveTasks } from '../workers/thread.ts';
import type { EmbeddingWorkerData } from './embedding-pool.ts';
import { connectEmbedder } from './remote-embedder.ts';
import { receiveModel } from './share-model.ts';

/** Works on images from their bytes to the embeddings of their faces. */
async function openWorker(data: EmbeddingWorkerData) {
  const { model, standardisation, threads, settings, stopped, budget } = data;
  const engine = { engine: 'onnxruntime', device: 'cpu', threads } as const;
  const open = async () => {
    if (model.kind === 'remote') return connectEmbedder(model);
    // Loads the runtime while the model comes.
    const opened = await openEngine(engine);
    return loadEmbedder(opened, await receiveModel(model), standardisation);
  };
  const embedder = await open();
  const inTurn = createMutex();
  let detector: Promise<Detector> | undefined;
  const detect: DetectFaces = (image) => {
    detector ??= createDetector({ ...detectorRequest(data.detector), ...engine });
    return inTurn(async () => (await (detector as Promise<Detector>)).detect(image));
  };
  const isStopped = (): boolean => Atomics.load(stopped, 0) !== 0;
  return { device: engine.device, run: createImageWork({ embedder, detect, isStopped, budget }, settings) };
}

if (parentPort) serveTasks(parentPort, openWorker(workerData as EmbeddingWorkerData));
