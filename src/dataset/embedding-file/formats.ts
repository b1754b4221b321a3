import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { EmbeddingFormat } from './contents.ts';

/** Imported when a file of the kind is opened: Arrow alone takes a quarter of a second. */
const FORMATS: Readonly<Record<string, () => Promise<EmbeddingFormat>>> = {
  '.arrow': async () => (await import('./arrow.ts')).arrow,
  '.npy': async () => (await import('./npy.ts')).npy,
  '.csv': async () => (await import('./csv.ts')).csv,
  '.jsonl': async () => (await import('./jsonl.ts')).jsonl,
};

/** Names that an embedding file may end in. */
export const EMBEDDING_EXTENSIONS: readonly string[] = Object.keys(FORMATS);

/** The kind of an embedding file, by its name. Throws `usage` for a name of no kind. */
export async function formatOf(file: string): Promise<EmbeddingFormat> {
  const load = FORMATS[path.extname(file).toLowerCase()];
  if (load) return load();
  throw usageError(
    `Expected the name of an embedding file, ending in ${EMBEDDING_EXTENSIONS.join(', ')}, but received ${file}.`,
  );
}
