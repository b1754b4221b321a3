import type { RgbImage } from '../../core/image.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import type { DroppedImage } from '../photographs/read-photograph.ts';

export type DetectorTool = { readonly detect: DetectFaces } & AsyncDisposable;
export type EmbedderTool = Pick<Embedder, 'info' | 'sha256' | 'standardisation' | 'device' | 'embed'> & AsyncDisposable;

/** What it takes to compare images; tests pass their own. */
export interface CompareNetworks {
  decode(input: string | Uint8Array): Promise<RgbImage>;
  encode(image: RgbImage): Promise<Uint8Array>;
  openDetector(): Promise<DetectorTool>;
  openEmbedder(): Promise<EmbedderTool>;
}

/** Is told how a comparison goes on. */
export interface CompareListener {
  usesModel(embedder: EmbedderTool): void;
  drops(image: DroppedImage): void;
}
