import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { EmbeddingFormat } from './contents.ts';
import { labelFilesOf, sidecarOf } from './sidecar.ts';

/** A kind of embedding file. */
interface Kind {
  /** The files that belong to one, in the order in which they are put in place; it comes last itself. */
  files(file: string): readonly string[];
  load(): Promise<EmbeddingFormat>;
}

const alone = (file: string): readonly string[] => [file];

/** Imported when a file of the kind is opened. */
const KINDS: Readonly<Record<string, Kind>> = {
  '.arrow': { files: alone, load: async () => (await import('./arrow.ts')).arrow },
  '.npy': {
    files: (file) => [...labelFilesOf(file), sidecarOf(file), file],
    load: async () => (await import('./npy.ts')).npy,
  },
  '.csv': { files: (file) => [sidecarOf(file), file], load: async () => (await import('./csv.ts')).csv },
  '.jsonl': { files: alone, load: async () => (await import('./jsonl.ts')).jsonl },
};

/** Names that an embedding file may end in. */
export const EMBEDDING_EXTENSIONS: readonly string[] = Object.keys(KINDS);

/** What reads and writes files of a kind, by the name of one. Throws `usage` for a name of no kind. */
export const formatOf = async (file: string): Promise<EmbeddingFormat> => kindOf(file).load();

/** Throws `usage` for a name of no kind. */
export const requireFormat = (file: string): void => void kindOf(file);

/** The files that belong to an embedding file, which comes last itself. Throws `usage` for a name of no kind. */
export const filesOf = (file: string): readonly string[] => kindOf(file).files(file);

function kindOf(file: string): Kind {
  const kind = KINDS[path.extname(file).toLowerCase()];
  if (kind) return kind;
  throw usageError(
    `Expected the name of an embedding file, ending in ${EMBEDDING_EXTENSIONS.join(', ')}, but received ${file}.`,
  );
}
