import { createPixelBudget } from '../../core/pixel-budget.ts';
import { machineLimits } from '../../files/machine-limits.ts';
import { describeDetector, type DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import { usualBatchSize } from '../../facenet/batch-size.ts';
import type { ModelStandardisation, StoredModelInfo } from '../../models/model-info.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { ImageResult } from '../collection/image-work.ts';
import type { CollectionEmbedder, ImageWorkers, ImageWorkersOptions } from '../collection/image-workers.ts';
import { createWorkerPool, WorkerDiedError } from '../workers/pool.ts';
import {
  type EmbeddingSetup,
  type EmbeddingSource,
  type EmbeddingThreads,
  startEmbeddingThreads,
} from './embedding-threads.ts';
import { planWorkers } from './plan-workers.ts';
import type { OpenedModel } from './model-thread.ts';

export interface EmbeddingPoolOptions {
  readonly standardisation?: Standardisation | undefined;
  readonly detector?: DetectorName | DetectorRequest | undefined;
  /** Worker threads; default: as many as the machine has use for. */
  readonly jobs?: number | undefined;
  /** Threads of a session; default: what is left of the processors. */
  readonly threads?: number | undefined;
}

/** An embedder whose images are worked on in worker threads, on the processor. */
export type PooledEmbedder = CollectionEmbedder & { readonly info: StoredModelInfo };

/** A model as the pool gets it, and the threads that work with it. */
export type PooledModel = Pick<Extract<OpenedModel, { kind: 'thread' }>, 'thread' | 'description'> & {
  readonly workers: EmbeddingThreads;
};

/**
 * Embeds in worker threads, each with its own decoder and detector on the processor, and its own session: the runtime computes on the
 * thread that calls it. The weights are shared. For a few images sessions are not worth their time: one of the model's thread embeds them all.
 */
export function createEmbeddingPool(model: PooledModel, options: EmbeddingPoolOptions): PooledEmbedder {
  const { info, sha256 } = model.description;
  const standardisation: ModelStandardisation = options.standardisation ?? info.standardisation;
  return {
    ...{ info, sha256, standardisation, device: 'cpu', detector: describeDetector(options.detector) },
    dimension: (asked) => info.dimension * (asked?.flip === true ? 2 : 1),
    openWorkers: (settings) => openWorkers(model, options, settings),
  };
}

/** Up to so many images one session embeds what the others find. */
const FEW_IMAGES = 8;
/** More threads are only started when it is known what memory the model takes. */
const MOST_AHEAD = 2;
/** Images under way may take so long after the signal; then their workers are ended. */
const GRACE_MS = 250;

/** Threads for so many images, where that is known, which start while the model is read. */
export function startAhead(images: number | undefined, { jobs, threads }: EmbeddingPoolOptions): EmbeddingThreads {
  if (images === undefined) return startEmbeddingThreads(0, true);
  const { workers } = planWorkers({ jobs, threads, images, weightBytes: 0 });
  return startEmbeddingThreads(Math.min(workers, MOST_AHEAD), hasOwnSessions(images, jobs));
}

const hasOwnSessions = (images: number, jobs: number | undefined): boolean => jobs !== undefined || images > FEW_IMAGES;

function openWorkers(
  model: PooledModel,
  options: EmbeddingPoolOptions,
  { images, ahead, signal, batchSize = usualBatchSize('cpu'), ...asked }: ImageWorkersOptions,
): ImageWorkers {
  const { standardisation, detector, jobs, threads } = options;
  const settings = { ...asked, batchSize };
  const plan = planWorkers({ jobs, threads, images, weightBytes: model.description.bytes });
  const stopped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const budget = createPixelBudget(machineLimits().cores);
  const { session, ...answers } = hasOwnSessions(images, jobs) ? shared(model) : remote(model);
  const setup = { session, standardisation, threads: plan.threads, detector, settings, stopped, budget };
  // Twice a run of the network: one is made ready while the other is computed.
  const inFlight = 2 * batchSize;
  const spawn = () => model.workers.take({ ...answers, setup });
  const pool = createWorkerPool({ workers: plan.workers, inFlight, spawn });
  const stop = (): void => {
    Atomics.store(stopped, 0, 1);
    setTimeout(() => void pool.close().catch(() => undefined), GRACE_MS).unref();
  };
  if (signal?.aborted) {
    stop();
  } else {
    signal?.addEventListener('abort', stop, { once: true });
    // They load what they begin with while the model is made ready and the first images are read.
    pool.warmUp(ahead ?? plan.workers);
  }
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

/** What threads are told that have their faces embedded by the model's. */
function remote({ thread, description: { info } }: PooledModel): Told {
  thread.warmUp();
  return {
    session: { kind: 'remote', info },
    model: () => thread.share(),
    embed: (faces, options) => thread.embed(faces, options),
  };
}

/** What threads with sessions of their own are told: the model once it is made ready; then its thread is not needed any more. */
function shared({ thread }: PooledModel): Told {
  const sharing = thread.share();
  // Each worker is told why there is no model, and says so.
  void sharing.then(() => thread[Symbol.asyncDispose]()).catch(() => undefined);
  return { session: { kind: 'own' }, model: () => sharing, embed: (faces, options) => thread.embed(faces, options) };
}

interface Told extends Omit<EmbeddingSource, 'setup'>, Pick<EmbeddingSetup, 'session'> {}

/** An image that a worker died of costs no more than itself. */
function survived(error: unknown): ImageResult {
  if (!(error instanceof WorkerDiedError)) throw error;
  return { reason: 'worker-died', message: `The worker ended over this image: ${error.message}` };
}
