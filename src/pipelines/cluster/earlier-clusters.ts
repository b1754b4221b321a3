import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { withoutUndefined } from '../../core/optional.ts';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import { requireSameModel } from '../../dataset/embedding-file/metadata.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { readEmbeddingFile } from '../../dataset/embedding-file/read.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { type ClusterLine, parseClusters } from './clusters-file.ts';
import { faceKey, type FoundFace, type FoundFaces } from './found-faces.ts';

/** The names of what a folder of groups holds. */
export const CLUSTERS_FILE = 'clusters.jsonl';
export const FACES_FILE = 'faces.arrow';
export const PAGE_FILE = 'index.html';
export const UNSORTED = 'unsorted';
const OWN_FILES: readonly string[] = [CLUSTERS_FILE, FACES_FILE, PAGE_FILE];

/** Groups of an earlier run, as a person may have changed them since. */
export interface EarlierClusters {
  readonly folder: string;
  readonly metadata: EmbeddingFileMetadata;
  readonly faces: readonly FoundFace[];
  /** Of each face in a group, by its key: the folder that its picture lies in now. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Reads a folder of groups. Where the pictures lie now is what counts: a folder may have been renamed after the person, pictures moved from one
 * folder to another, folders merged. A face whose picture was removed is left out.
 *
 * @param folder absolute
 * @param cwd where the paths of images begin
 * @throws FacekitError `clusters-not-found`, `bad-clusters`
 */
export async function readEarlierClusters(folder: string, cwd: string): Promise<EarlierClusters> {
  const text = await readTextFile(path.join(folder, CLUSTERS_FILE)).catch((error: unknown) => {
    if (error instanceof FacekitError || systemErrorCode(error) === undefined) throw error;
    throw new FacekitError(
      'clusters-not-found',
      `Expected groups of facekit cluster in ${folder} but ${CLUSTERS_FILE} cannot be read there: name the folder that an earlier run has written.`,
      { cause: error },
    );
  });
  const lines = parseClusters(text, path.join(folder, CLUSTERS_FILE));
  const { metadata, rows } = await readEmbeddingFile(path.join(folder, FACES_FILE));
  const places = await findPictures(folder);
  requireOnlyPictures(folder, places, lines);
  const names = new Map<string, string>();
  const pictures = new Map<string, string | undefined>();
  for (const line of lines) {
    const place = line.file === null ? (line.group ?? UNSORTED) : places.get(line.file);
    if (place === undefined) continue;
    pictures.set(faceKey(line), line.file === null ? undefined : path.join(folder, place, line.file));
    if (place !== UNSORTED) names.set(faceKey(line), place);
  }
  const faces = rows
    .filter((row) => pictures.has(faceKey(row)))
    .map((row) => ({
      ...row,
      file: path.resolve(cwd, row.path),
      ...withoutUndefined({ picture: pictures.get(faceKey(row)) }),
    }));
  return { folder, metadata, faces, names };
}

/** What is written anew must hold nothing else that would be lost. */
function requireOnlyPictures(folder: string, places: ReadonlyMap<string, string>, lines: readonly ClusterLine[]): void {
  const ours = new Set(lines.map(({ file }) => file));
  for (const [file, place] of places) {
    if (ours.has(file)) continue;
    throw new FacekitError(
      'bad-clusters',
      `Expected only pictures of facekit cluster in ${folder} but ${path.join(place, file)} is none: move it elsewhere; the folder is written anew.`,
    );
  }
}

/** The folder, one below `folder`, that each file lies in; empty for one in `folder` itself. */
async function findPictures(folder: string): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory())
      for (const file of await readdir(path.join(folder, entry.name))) places.set(file, entry.name);
    else if (!OWN_FILES.includes(entry.name)) places.set(entry.name, '');
  }
  return places;
}

/**
 * Found faces with those of earlier groups before them; an image that is known is not taken again.
 *
 * @throws FacekitError `embedding-model` when they were made by another model
 */
export function withEarlier(
  found: FoundFaces,
  earlier: EarlierClusters | undefined,
): Pick<FoundFaces, 'faces' | 'metadata'> {
  if (!earlier) return found;
  const { model, standardisation } = found.metadata;
  requireSameModel(earlier.metadata, { info: model, sha256: model.sha256, standardisation }, earlier.folder);
  const known = new Set(earlier.faces.map((face) => face.path));
  return {
    metadata: earlier.metadata,
    faces: [...earlier.faces, ...found.faces.filter((face) => !known.has(face.path))],
  };
}
