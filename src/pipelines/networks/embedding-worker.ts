import { parentPort, workerData } from 'node:worker_threads';
import { createMutex } from '../../core/concurrency.ts';
import { leaveOpening, ownGate } from '../../core/process/native-gate.ts';
import type { Detector } from '../../detection/detector.ts';
import { detectorRequest } from '../../detectors/choose-detector.ts';
import { createDetector } from '../../detectors/create-detector.ts';
import { loadEmbedder } from '../../facenet/embedder.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';
import { loadOnnxRuntime } from '../../tensor/onnx/open-runtime.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import { createImageWork, type FaceEmbedder } from '../collection/image-work.ts';
import { connectPort } from '../workers/port-tasks.ts';
import { serveTasks } from '../workers/thread.ts';
import type { EmbeddingSetup, EmbeddingWorkerData, StarterAnswer, StarterTask } from './embedding-threads.ts';
import type { SharedModel } from './share-model.ts';

/** Works on images from their bytes to the embeddings of their faces. */
async function openWorker({ starter, loadsRuntime }: EmbeddingWorkerData) {
  // That it cannot be loaded is told where an engine is opened.
  if (loadsRuntime) await loadOnnxRuntime().catch(() => undefined);
  // From here on it may be ended while it waits: what it begins with is loaded.
  if (ownGate) leaveOpening(ownGate);
  const port = connectPort(starter);
  // The thread that started this one answers each kind of task so.
  const ask = async <Answer extends StarterAnswer>(task: StarterTask): Promise<Answer> =>
    (await port.run(task)) as Answer;
  const { session, standardisation, threads, settings, ...setup } = await ask<EmbeddingSetup>({ kind: 'setup' });
  const engine = { engine: 'onnxruntime', device: 'cpu', threads } as const;
  const open = async (): Promise<FaceEmbedder> => {
    if (session.kind === 'remote')
      return { info: session.info, embed: (faces, options) => ask({ kind: 'embed', faces, options }) };
    const opened = await openEngine(engine);
    const model = await ask<SharedModel>({ kind: 'model' });
    // It asks for nothing more.
    await port.close();
    return loadEmbedder(opened, model, standardisation);
  };
  const embedder = await open();
  const inTurn = createMutex();
  let detector: Promise<Detector> | undefined;
  const detect: DetectFaces = (image) => {
    detector ??= createDetector({ ...detectorRequest(setup.detector), ...engine });
    return inTurn(async () => (await (detector as Promise<Detector>)).detect(image));
  };
  const isStopped = (): boolean => Atomics.load(setup.stopped, 0) !== 0;
  const tools = { embedder, detect, isStopped, budget: setup.budget };
  return { device: engine.device, run: createImageWork(tools, settings) };
}

if (parentPort) serveTasks(parentPort, openWorker(workerData as EmbeddingWorkerData));
