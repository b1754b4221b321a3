import { parentPort, workerData } from 'node:worker_threads';
import type { Embedding } from '../../core/embedding.ts';
import type { RgbImage } from '../../core/image.ts';
import { readEmbedder } from '../../facenet/create-embedder.ts';
import { type Embedder, type EmbedOptions, loadEmbedder } from '../../facenet/embedder.ts';
import { prepareEmbedder } from '../../facenet/networks/prepared-model.ts';
import type { StoredModelInfo } from '../../models/model-info.ts';
import type { Standardisation } from '../../tensor/network.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';
import { serveTasks, type TaskWorker } from '../workers/thread.ts';
import { type SharedModel, shareModel, sizeOfModel } from './share-model.ts';

/** What the thread of a model is started with. */
export interface ModelWorkerData {
  /** A model's name or file; default: the best one that is installed. */
  readonly model?: string | undefined;
  /** Instead of the one that the model was trained with. */
  readonly standardisation?: Standardisation | undefined;
  /** Threads of its session. */
  readonly threads?: number | undefined;
  /** The folder of prepared models. Default: that of the cache. */
  readonly prepared?: string | undefined;
}

/** What is known of a model once it is read and its SHA-256 checked. */
export interface ModelDescription {
  readonly info: StoredModelInfo;
  readonly sha256: string;
  /** Bytes of its weights. */
  readonly bytes: number;
  /** What is to be said about the model that is used. */
  readonly notices: readonly string[];
}

export type ModelTask =
  | { readonly kind: 'describe' }
  /** Makes it ready for the sessions of other threads. */
  | { readonly kind: 'share' }
  /** Embeds faces here; the session is opened for the first, of which there may be none. */
  | { readonly kind: 'embed'; readonly faces: readonly RgbImage[]; readonly options?: EmbedOptions | undefined };

/** The answer to a task of each kind. */
export interface ModelAnswers {
  readonly describe: ModelDescription;
  readonly share: SharedModel;
  readonly embed: Embedding[];
}
export type ModelAnswer = ModelAnswers[keyof ModelAnswers];

async function openWorker(data: ModelWorkerData): Promise<TaskWorker<ModelTask, ModelAnswer>> {
  const { model, standardisation, threads, prepared } = data;
  const notices: string[] = [];
  const loaded = await readEmbedder({ model, onNotice: (line) => notices.push(line) });
  const { info, sha256 } = loaded;
  const bytes = sizeOfModel(loaded);
  const prepare = async () => (loaded.kind === 'onnx' ? loaded : prepareEmbedder(loaded, standardisation, prepared));
  let embedder: Promise<Embedder> | undefined;
  const open = async (): Promise<Embedder> => {
    const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads });
    return loadEmbedder(engine, await prepare(), standardisation);
  };
  return {
    device: 'cpu',
    run: async (task) => {
      if (task.kind === 'describe') return { info, sha256, bytes, notices };
      if (task.kind === 'share') return shareModel(await prepare());
      embedder ??= open();
      return (await embedder).embed(task.faces, task.options);
    },
  };
}

if (parentPort) serveTasks(parentPort, openWorker(workerData as ModelWorkerData));
