import { createPixelBudget, type PixelBudget } from '../../core/pixel-budget.ts';
import { machineLimits } from '../../files/machine-limits.ts';
import { describeDetector, type DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import type { LoadedModel, ModelStandardisation } from '../../models/model-info.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { ImageJob, ImageResult, WorkSettings } from '../collection/image-work.ts';
import type { CollectionEmbedder, ImageWorkers, ImageWorkersOptions } from '../collection/image-workers.ts';
import { createWorkerPool, WorkerDiedError } from '../workers/pool.ts';
import { startThread } from '../workers/thread.ts';
import { planWorkers } from './plan-workers.ts';
import { type SharedModel, shareModel, sizeOfModel } from './share-model.ts';

/** What a worker is started with. */
export interface EmbeddingWorkerData {
  readonly model: SharedModel;
  readonly standardisation: Standardisation | undefined;
  readonly threads: number;
  readonly detector: DetectorName | DetectorRequest | undefined;
  readonly settings: WorkSettings;
  /** One number in shared memory: not 0 once nothing more is to be begun. */
  readonly stopped: Int32Array;
  readonly budget: PixelBudget;
}

export interface EmbeddingPoolOptions {
  readonly standardisation?: Standardisation | undefined;
  readonly detector?: DetectorName | DetectorRequest | undefined;
  /** Worker threads; default: as many as the machine has use for. */
  readonly jobs?: number | undefined;
  /** Threads of a session; default: what is left of the processors. */
  readonly threads?: number | undefined;
}

/** An embedder whose images are worked on in worker threads, on the processor. */
export type PooledEmbedder = CollectionEmbedder & { readonly info: LoadedModel['info'] };

/**
 * Embeds in worker threads, each with its own decoder, detector and session on the processor: the runtime computes on the thread that
 * calls it. The weights are shared.
 */
export function createEmbeddingPool(model: LoadedModel, options: EmbeddingPoolOptions): PooledEmbedder {
  const { info, sha256 } = model;
  const standardisation: ModelStandardisation = options.standardisation ?? info.standardisation;
  const shared = shareModel(model, options.standardisation);
  return {
    ...{ info, sha256, standardisation, device: 'cpu', detector: describeDetector(options.detector) },
    dimension: (asked) => info.dimension * (asked?.flip === true ? 2 : 1),
    openWorkers: (settings) => openWorkers(shared, options, settings),
  };
}

/** Images under way may take so long after the signal; then their workers are ended. */
const GRACE_MS = 250;

function openWorkers(
  model: SharedModel,
  { standardisation, detector, jobs, threads }: EmbeddingPoolOptions,
  { images, signal, ...settings }: ImageWorkersOptions,
): ImageWorkers {
  const plan = planWorkers({ jobs, threads, images, weightBytes: sizeOfModel(model) });
  const stopped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const budget = createPixelBudget(machineLimits().cores);
  const setup: EmbeddingWorkerData = {
    model,
    standardisation,
    threads: plan.threads,
    detector,
    settings,
    stopped,
    budget,
  };
  // Twice a run of the network: one is made ready while the other is computed.
  const inFlight = 2 * settings.batchSize;
  const pool = createWorkerPool<ImageJob, ImageResult>({
    workers: plan.workers,
    inFlight,
    spawn: () => startThread(new URL('./embedding-worker.js', import.meta.url), setup),
  });
  const stop = (): void => {
    Atomics.store(stopped, 0, 1);
    setTimeout(() => void pool.close(), GRACE_MS).unref();
  };
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return {
    capacity: plan.workers * inFlight,
    run: (job) => pool.run(job).catch(survived),
    [Symbol.asyncDispose]: async () => {
      signal?.removeEventListener('abort', stop);
      const closed = pool.close();
      // Then the threads end with the process, which waits for them as long as it may.
      if (signal?.aborted !== true) await closed;
    },
  };
}

/** An image that a worker died of costs no more than itself. */
function survived(error: unknown): ImageResult {
  if (!(error instanceof WorkerDiedError)) throw error;
  return { reason: 'worker-died', message: `The worker ended over this image: ${error.message}` };
}
