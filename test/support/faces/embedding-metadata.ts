import type { EmbeddingFileMetadata } from '../../../src/dataset/embedding-file/contents.ts';

/** Of faces that no network made. */
export const metadataOf = (dimension: number): EmbeddingFileMetadata => ({
  facekit: '0',
  model: { name: 'm', sha256: 'ab'.repeat(32) },
  dimension,
  standardisation: 'fixed',
  alignment: { kind: 'similarity', margin: null, imageSize: 112 },
  flip: false,
});
