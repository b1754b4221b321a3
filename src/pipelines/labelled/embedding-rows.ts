import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, usageError } from '../../core/errors.ts';
import { groupBy } from '../../core/group.ts';
import { EMBEDDING_EXTENSIONS } from '../../dataset/embedding-file/formats.ts';
import { readEmbeddingFile } from '../../dataset/embedding-file/read.ts';
import { unitLengthRows } from '../../dataset/embedding-file/unit-length.ts';
import { nameOfFolder, type LabelledSource } from './labelled-source.ts';

/** Whether a path names an embedding file: by its ending, unless it is a folder. */
export async function isEmbeddingFile(file: string): Promise<boolean> {
  if (!EMBEDDING_EXTENSIONS.includes(path.extname(file).toLowerCase())) return false;
  return stat(file).then(
    (status) => !status.isDirectory(),
    () => true,
  );
}

/**
 * The rows of an embedding file, whose classes are the people. Several faces of one image would count as one person each time, so
 * they are refused. Pictures are looked for where they were when they were embedded, as seen from `cwd`.
 *
 * @throws FacekitError `embedding-ambiguous`, `embedding-file`, `embedding-not-unit`
 */
export async function openEmbeddingRows(
  file: string,
  { cwd, normalize = false }: { readonly cwd: string; readonly normalize?: boolean | undefined },
): Promise<LabelledSource> {
  const { metadata, rows: found } = await readEmbeddingFile(file);
  const rows = unitLengthRows(found, { metadata, file, normalize });
  const byPath = groupBy(rows, (row) => row.path);
  const [twice] = [...byPath].find(([, faces]) => faces.length > 1) ?? [];
  if (twice !== undefined) {
    throw new FacekitError(
      'embedding-ambiguous',
      `Expected one face of each image in ${file} but found several of ${twice}: embed again without \`allFaces\`.`,
    );
  }
  return {
    items: rows.map((row) => ({ path: row.path, name: nameOfFolder(row.className) })),
    emptyClasses: [],
    notes: [],
    embed: (items) =>
      Promise.resolve({
        metadata,
        missing: [],
        faces: items.flatMap(({ path: image, name }) =>
          (byPath.get(image) ?? []).map(({ embedding, box }) => ({
            path: image,
            name,
            embedding,
            file: path.resolve(cwd, image),
            box,
          })),
        ),
      }),
  };
}

/** Embeddings that are made here have length 1. Throws `usage` when they are to be scaled nevertheless. */
export function requireNoNormalize(normalize: boolean | undefined, source: string): void {
  if (normalize) throw usageError(`Expected an embedding file with \`normalize\` but received ${source}.`);
}
