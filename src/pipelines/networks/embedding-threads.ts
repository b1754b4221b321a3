import type { Embedding } from '../../core/embedding.ts';
import type { RgbImage } from '../../core/image.ts';
import type { PixelBudget } from '../../core/pixel-budget.ts';
import type { DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import type { Embedder, EmbedOptions } from '../../facenet/embedder.ts';
import type { StoredModelInfo } from '../../models/model-info.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { ImageJob, ImageResult, WorkSettings } from '../collection/image-work.ts';
import type { WorkerPort } from '../workers/pool.ts';
import { serveAtPort, type TaskPort } from '../workers/port-tasks.ts';
import { startThread } from '../workers/thread.ts';
import type { SharedModel } from './share-model.ts';

/** How a thread works. */
export interface EmbeddingSetup {
  /** A session of its own, or one of another thread, for a model of this kind. */
  readonly session: { readonly kind: 'own' } | { readonly kind: 'remote'; readonly info: StoredModelInfo };
  readonly standardisation: Standardisation | undefined;
  readonly threads: number;
  readonly detector: DetectorName | DetectorRequest | undefined;
  readonly settings: WorkSettings;
  /** One number in shared memory: not 0 once nothing more is to be begun. */
  readonly stopped: Int32Array;
  readonly budget: PixelBudget;
}

/** What a thread asks of the one that started it. */
export type StarterTask =
  | { readonly kind: 'setup' }
  /** Of a session of its own. */
  | { readonly kind: 'model' }
  /** Without one. */
  | { readonly kind: 'embed'; readonly faces: readonly RgbImage[]; readonly options: EmbedOptions | undefined };

export type StarterAnswer = EmbeddingSetup | SharedModel | Embedding[];

/** What a thread is given. */
export interface EmbeddingSource {
  readonly setup: EmbeddingSetup;
  /** As soon as it is ready: the thread loads the runtime meanwhile. */
  model(): Promise<SharedModel>;
  readonly embed: Embedder['embed'];
}

/** What a thread is started with. */
export interface EmbeddingWorkerData {
  readonly starter: TaskPort<StarterTask, StarterAnswer>;
  /** Whether it will have a session of its own: it loads the runtime before it is told how it works. */
  readonly loadsRuntime: boolean;
}

/** Threads that embed. Disposed, those that nobody has taken are ended. */
export interface EmbeddingThreads extends AsyncDisposable {
  /** One that waits, if there is one; else a new one. */
  take(source: EmbeddingSource): WorkerPort<ImageJob, ImageResult>;
}

/** Starts so many threads before it is known how they work: they load what they begin with while the model is read. */
export function startEmbeddingThreads(ahead: number, loadsRuntime: boolean): EmbeddingThreads {
  const waiting = Array.from({ length: ahead }, () => startWaiting(loadsRuntime));
  return {
    take: (source) => {
      const { port, begin } = waiting.shift() ?? startWaiting(source.setup.session.kind === 'own');
      begin(source);
      return port;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(waiting.splice(0).map(({ port }) => port.terminate()));
    },
  };
}

interface WaitingThread {
  readonly port: WorkerPort<ImageJob, ImageResult>;
  readonly begin: (source: EmbeddingSource) => void;
}

const WORKER = new URL('./embedding-worker.js', import.meta.url);

function startWaiting(loadsRuntime: boolean): WaitingThread {
  let begin: WaitingThread['begin'] = () => undefined;
  const coming = new Promise<EmbeddingSource>((resolve) => {
    begin = resolve;
  });
  const starter = serveAtPort<StarterTask, StarterAnswer>(async (task) => {
    const source = await coming;
    if (task.kind === 'setup') return source.setup;
    return task.kind === 'model' ? source.model() : source.embed(task.faces, task.options);
  });
  const data: EmbeddingWorkerData = { starter, loadsRuntime };
  return { port: startThread(WORKER, data, [starter]), begin };
}
