declare const brand: unique symbol;

/** What a network makes of a face: a vector whose distances mean identity. Of length 1, unless it is of a face and its mirror image. */
export type Embedding = Float32Array & { readonly [brand]: 'embedding' };

/** Calls a vector an embedding: for what comes out of a network, or out of a file of embeddings. */
export const asEmbedding = (vector: Float32Array): Embedding => vector as Embedding;
