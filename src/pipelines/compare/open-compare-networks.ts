import { availableParallelism } from 'node:os';
import type { RgbImage } from '../../core/image.ts';
import type { DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import type { Standardisation } from '../../tensor/network.ts';
import { toEngineOptions, type EngineChoice } from '../networks/engine-choice.ts';
import type { ModelStandardisation } from '../../models/model-info.ts';
import type { OpenedModel } from '../networks/model-thread.ts';
import { requireSuitedDetector } from '../networks/require-suited-detector.ts';
import type { CompareNetworks, EmbedderTool } from './compare-networks.ts';

export interface CompareNetworkOptions extends EngineChoice {
  /** A model's name or file; default: the best one that is installed. */
  readonly model?: string | undefined;
  /** Instead of the one that the model was trained with. */
  readonly standardization?: Exclude<Standardisation, 'none'> | undefined;
  /** How faces are found. Default: as FaceNet's scripts do. */
  readonly detector?: DetectorName | DetectorRequest | undefined;
  readonly autoOrient: boolean;
  readonly maxPixels?: number;
  /** Receives a line when another model or backend is used than could be expected. */
  readonly onNotice?: (line: string) => void;
}

/**
 * The real networks and codecs. Each is imported when it is needed. While a thread loads the embedder, images are decoded by the codec's
 * threads and faces found by a worker; one processor is left to the embedder.
 */
export function openCompareNetworks({
  model,
  standardization,
  autoOrient,
  maxPixels,
  onNotice,
  ...options
}: CompareNetworkOptions): CompareNetworks {
  const engine = toEngineOptions(options, (line) => onNotice?.(line));
  const decoding = { autoOrient, maxPixels };
  const { threads } = options;
  const embedding = { model, standardisation: standardization, threads };
  return {
    decode: async (input) => (await import('../../image/codec.ts')).decodeImage(input, decoding),
    encode: async (image: RgbImage) => (await import('../../image/encode.ts')).encodeJpeg(image),
    openDetector: async () => {
      await requireSuitedDetector({ ...options, model });
      const { createDetectionPool } = await import('../networks/detection-pool.ts');
      const { settleDevice } = await import('../../tensor/engines/open-engine.ts');
      const spare = Math.max(availableParallelism() - 1, 1);
      const device = await settleDevice(engine);
      const detectors = createDetectionPool({ ...options, device }, threads ?? spare);
      detectors.warmUp();
      return detectors;
    },
    openEmbedder: async () => {
      const { openModel } = await import('../networks/model-thread.ts');
      const opened = await openModel(embedding, engine);
      if (opened.kind === 'thread') return inThread(opened, embedding, onNotice);
      const { loadEmbedder } = await import('../../facenet/embedder.ts');
      const { readEmbedder } = await import('../../facenet/create-embedder.ts');
      return loadEmbedder(opened.engine, await readEmbedder({ model, onNotice }), standardization);
    },
  };
}

/** The embedder of a model's thread. */
function inThread(
  { thread, description: { info, sha256, notices } }: Extract<OpenedModel, { kind: 'thread' }>,
  { standardisation = info.standardisation }: { readonly standardisation?: ModelStandardisation | undefined },
  onNotice: CompareNetworkOptions['onNotice'],
): EmbedderTool {
  for (const line of notices) onNotice?.(line);
  thread.warmUp();
  return {
    ...{ info, sha256, standardisation, device: 'cpu' },
    embed: (faces, options) => thread.embed(faces, options),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  };
}
