/** Files of embeddings: `.arrow`, `.npy`, `.csv`, `.jsonl`. */
export {
  tableOf,
  type EmbeddingFile,
  type EmbeddingFileMetadata,
  type EmbeddingRow,
  type EmbeddingTable,
} from './contents.ts';
export { readEmbeddingFile } from './read.ts';
export { writeEmbeddingFile } from './write.ts';
