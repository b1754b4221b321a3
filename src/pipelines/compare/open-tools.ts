import { availableParallelism } from 'node:os';
import type { RgbImage } from '../../core/image.ts';
import type { DetectorRequest } from '../../detectors/choose-detector.ts';
import type { DetectorName } from '../../detectors/registry.ts';
import type { Standardisation } from '../../tensor/network.ts';
import { toEngineOptions, type EngineChoice } from '../networks/engine-choice.ts';
import type { CompareTools } from './compare-tools.ts';

export interface ToolOptions extends EngineChoice {
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
 * The real tools. Each is imported when it is needed. While this thread loads the embedder, images are decoded by the codec's
 * threads and faces found by a worker; one processor is left to the embedder.
 */
export function createCompareTools({
  model,
  standardization,
  autoOrient,
  maxPixels,
  onNotice,
  ...options
}: ToolOptions): CompareTools {
  const engine = toEngineOptions(options, (line) => onNotice?.(line));
  const decoding = { autoOrient, maxPixels };
  const embedding = { ...engine, model, standardisation: standardization };
  return {
    decode: async (input) => (await import('../../image/codec.ts')).decodeImage(input, decoding),
    encode: async (image: RgbImage) => (await import('../../image/encode.ts')).encodeJpeg(image),
    openDetector: async () => {
      const { createDetectionPool } = await import('../networks/detection-pool.ts');
      const spare = Math.max(availableParallelism() - 1, 1);
      const detectors = createDetectionPool(options, options.threads ?? spare);
      detectors.warmUp();
      return detectors;
    },
    openEmbedder: async () => (await import('../../facenet/create-embedder.ts')).createEmbedder(embedding),
  };
}
