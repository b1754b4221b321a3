import type { Embedding } from '../../core/embedding.ts';
import type { EmbedOptions } from '../../facenet/embedder.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Engine } from '../../tensor/engine.ts';
import { canOnlyBeProcessor, chooseEngine, openEngine } from '../../tensor/engines/open-engine.ts';
import { createWorkerPool } from '../workers/pool.ts';
import { startThread } from '../workers/thread.ts';
import type { EngineOptions } from '../../tensor/engine.ts';
import type { ModelAnswer, ModelDescription, ModelTask, ModelWorkerData } from './model-worker.ts';
import type { SharedModel } from './share-model.ts';

/**
 * A model on the processor in a thread of its own: reading the weights, checking their SHA-256 and bringing them into the runtime's order
 * would each keep the calling thread from hearing anything. Dispose it at the end.
 */
export interface ModelThread extends AsyncDisposable {
  /** Throws as `readModel`. */
  describe(): Promise<ModelDescription>;
  share(): Promise<SharedModel>;
  /** Opens its session before the first face is there. */
  warmUp(): void;
  embed(faces: readonly RgbImage[], options?: EmbedOptions): Promise<Embedding[]>;
}

/** Starts the thread; it reads the model at once. */
export function startModelThread(data: ModelWorkerData): ModelThread {
  const pool = createWorkerPool<ModelTask, ModelAnswer>({
    workers: 1,
    inFlight: Infinity,
    spawn: () => startThread(new URL('./model-worker.js', import.meta.url), data),
  });
  pool.warmUp();
  // The thread answers each kind of task with what `ModelAnswers` says.
  const ask = async <Answer extends ModelAnswer>(task: ModelTask): Promise<Answer> => (await pool.run(task)) as Answer;
  return {
    describe: () => ask({ kind: 'describe' }),
    share: () => ask({ kind: 'share' }),
    warmUp: () => void ask({ kind: 'embed', faces: [] }).catch(() => undefined),
    embed: (faces, options) => ask({ kind: 'embed', faces, options }),
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** A model in its thread where the processor computes; else the engine that does. */
export type OpenedModel =
  | { readonly kind: 'thread'; readonly thread: ModelThread; readonly description: ModelDescription }
  | { readonly kind: 'engine'; readonly engine: Engine };

/**
 * Finds out what computes; while it does, a thread already reads the model in case that it is the processor.
 *
 * @throws FacekitError those of `openEngine` and `readModel`
 */
export async function openModel(data: ModelWorkerData, engine: EngineOptions): Promise<OpenedModel> {
  const { device = 'auto' } = engine;
  if (chooseEngine(engine.engine) !== 'onnxruntime' || (device !== 'auto' && device !== 'cpu'))
    return { kind: 'engine', engine: await openEngine(engine) };
  const thread = startModelThread(data);
  const describing = thread.describe();
  describing.catch(() => undefined);
  try {
    const opened = canOnlyBeProcessor(engine) ? undefined : await openEngine(engine);
    if (opened && opened.device !== 'cpu') {
      await thread[Symbol.asyncDispose]();
      return { kind: 'engine', engine: opened };
    }
    await opened?.dispose();
    return { kind: 'thread', thread, description: await describing };
  } catch (error) {
    await thread[Symbol.asyncDispose]();
    throw error;
  }
}
