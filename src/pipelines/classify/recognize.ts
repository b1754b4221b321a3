import type { Recognition } from '../../recognition/recognizer.ts';

/** Tells who faces show, in their order. */
export type Recognize = (embeddings: readonly Float32Array[]) => Promise<Recognition[]>;
