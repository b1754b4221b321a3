import type { ModelStandardisation } from '../../models/model-info.ts';

/** An embedding model on an engine, whatever it is made of. */
export interface EmbeddingNetwork {
  /** What the pixels go through first. */
  readonly standardisation: ModelStandardisation;
  /** `count` faces of side × side × 3 bytes, one behind the other → count × dimension numbers. */
  run(pixels: Uint8Array, count: number): Promise<Float32Array>;
}
