import type { Recognition } from '../../recognition/recognizer.ts';

/** Tells who faces show, in their order. */
export type Recognise = (embeddings: readonly Float32Array[]) => Promise<Recognition[]>;
