import { filesOf, formatOf } from './formats.ts';
import { StagedFiles } from './staged-stream.ts';
import type { EmbeddingTable } from './contents.ts';

/**
 * Writes embeddings to a file of the kind that its name says, and the files that belong to it. They appear whole or not at all,
 * and replace what was there. Memory does not grow with the number of rows.
 *
 * @returns the files that were written
 * @throws FacekitError `usage` (another extension), `embedding-not-finite`, `embedding-length`, `output-not-writable`, `disk-full`
 */
export async function writeEmbeddingFile(file: string, table: EmbeddingTable): Promise<readonly string[]> {
  const format = await formatOf(file);
  const staged = new StagedFiles();
  try {
    await format.write(file, table, (each) => staged.open(each));
    await staged.commit(filesOf(file));
  } finally {
    await staged.discard();
  }
  return filesOf(file);
}
