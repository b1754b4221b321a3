import type { RgbImage } from '../../core/image.ts';
import type { Device } from '../../tensor/engine.ts';
import type { Standardisation } from '../../tensor/network.ts';
import type { CompareTools } from './tools.ts';

export interface ToolOptions {
  readonly device: Device;
  readonly threads?: number;
  /** A model's name or file; default: the best one that is installed. */
  readonly model?: string;
  /** Instead of the one that the model was trained with. */
  readonly standardisation?: Exclude<Standardisation, 'none'>;
  readonly autoOrient: boolean;
  readonly maxPixels?: number;
  /** Receives a line when no model was named and the small one is used. */
  readonly onNotice?: (line: string) => void;
}

/** The real tools. Each is imported when it is needed: images are being decoded while the networks are still loaded. */
export function createCompareTools({
  model,
  standardisation,
  autoOrient,
  maxPixels,
  device,
  threads,
  onNotice,
}: ToolOptions): CompareTools {
  const engine = { device, ...(threads !== undefined && { threads }) };
  const decoding = { autoOrient, ...(maxPixels !== undefined && { maxPixels }) };
  const embedding = {
    ...engine,
    ...(model !== undefined && { model }),
    ...(standardisation !== undefined && { standardisation }),
    ...(onNotice !== undefined && { onNotice }),
  };
  return {
    decode: async (file) => (await import('../../image/codec.ts')).decodeImage(file, decoding),
    encode: async (image: RgbImage) => (await import('../../image/encode.ts')).encodeJpeg(image),
    openDetector: async () => (await import('../../mtcnn/create-detector.ts')).createDetector(engine),
    openEmbedder: async () => (await import('../../facenet/create-embedder.ts')).createEmbedder(embedding),
  };
}
