import type { Recognition } from '../../svm/recogniser.ts';

/** Tells who faces show, in their order. */
export type Recognise = (embeddings: readonly Float32Array[]) => Promise<Recognition[]>;
