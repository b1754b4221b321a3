import path from 'node:path';
import { holdsClassFolders } from '../../dataset/class-folders.ts';
import type { ImageInput } from '../../dataset/image-files.ts';
import { isEmbeddingFile } from '../labelled/embedding-rows.ts';

/** What is to be classified. */
export type Target =
  { readonly kind: 'class-folders' | 'embeddings'; readonly file: string } | { readonly kind: 'photographs' };

/**
 * One embedding file, or one folder that holds folders but no image, is a data set; anything else are photographs.
 *
 * @param photographs whether a folder of folders is to be taken as photographs too
 */
export async function findTarget(
  inputs: readonly ImageInput[],
  { cwd, photographs }: { readonly cwd: string; readonly photographs: boolean },
): Promise<Target> {
  const [name = '', ...others] = inputs;
  if (typeof name !== 'string' || others.length > 0) return { kind: 'photographs' };
  const file = path.resolve(cwd, name);
  if (await isEmbeddingFile(file)) return { kind: 'embeddings', file };
  if (!photographs && (await holdsClassFolders(file))) return { kind: 'class-folders', file };
  return { kind: 'photographs' };
}
