import { availableParallelism } from 'node:os';
import type { DetectFaces } from '../collection/face-sources.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import type { Standardisation } from '../../tensor/network.ts';
import { toEngineOptions, type EngineChoice } from './engine-choice.ts';

/** The options of every command that makes embeddings; what is absent was not given. */
export interface NetworkOptions extends EngineChoice {
  /** A model's name or file; default: the best one that is installed. */
  readonly model?: string | undefined;
  /** Instead of the one that the model was trained with. */
  readonly standardization?: Exclude<Standardisation, 'none'> | undefined;
}

/** The networks of a command, each opened when it is first asked for; faces are found in worker threads. Dispose them at the end. */
export interface Networks extends AsyncDisposable {
  openEmbedder(): Promise<Embedder>;
  readonly detect: DetectFaces;
}

/**
 * The networks that the options ask for.
 *
 * @param onNotice receives a line when another model or backend is used than could be expected
 */
export function openNetworks(options: NetworkOptions, onNotice: (line: string) => void): Networks {
  const { model, standardization } = options;
  const engine = toEngineOptions(options, onNotice);
  const opened: AsyncDisposable[] = [];
  let opening: Promise<{ detect: DetectFaces }> | undefined;
  const openDetectors = async () => {
    const { createDetectionPool } = await import('./detection-pool.ts');
    const detectors = createDetectionPool(options, options.threads ?? availableParallelism());
    opened.push(detectors);
    return detectors;
  };
  return {
    openEmbedder: async () => {
      const { createEmbedder } = await import('../../facenet/create-embedder.ts');
      const { limitCodecThreads } = await import('../../image/codec.ts');
      limitCodecThreads();
      const embedder = await createEmbedder({ ...engine, model, standardisation: standardization });
      opened.push(embedder);
      return embedder;
    },
    detect: async (image) => (await (opening ??= openDetectors())).detect(image),
    [Symbol.asyncDispose]: async () => {
      for (const each of opened) await each[Symbol.asyncDispose]();
    },
  };
}
