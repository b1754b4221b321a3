import { FacekitError } from '../../core/errors.ts';
import { asEmbedding, type Embedding } from '../../core/embedding.ts';
import type { LfwPair } from '../../evaluation/lfw-pairs.ts';
import { requireSameModel, type EmbedderIdentity } from '../../dataset/embedding-file/metadata.ts';
import { readEmbeddingFile } from '../../dataset/embedding-file/read.ts';
import { unitLengthRows } from '../../dataset/embedding-file/unit-length.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from '../../dataset/embedding-file/contents.ts';
import type { LfwEmbeddings, LfwFace } from './lfw-embeddings.ts';
import { imagesOf, keyOf } from './pairs-list.ts';
import type { LfwSettings } from './lfw-settings.ts';

/** Reads what `model` names, without opening a network. */
export type IdentifyModel = (name: string) => Promise<Omit<EmbedderIdentity, 'standardisation'>>;

/**
 * Embeddings that were made before, by `embeddings` or by `facekit embed`. A row belongs to the image that the last two parts of
 * its path name. Of a file with mirrored faces, the plain halves serve an evaluation without.
 *
 * @throws FacekitError `embedding-model` for another model or standardisation than the options name, `embedding-flip`,
 * `embedding-ambiguous`, `embedding-file`, `embedding-not-unit`
 */
export async function readEmbeddings(
  file: string,
  pairs: readonly LfwPair[],
  { settings, identifyModel }: { readonly settings: LfwSettings; readonly identifyModel: IdentifyModel },
): Promise<LfwEmbeddings> {
  const { metadata, rows: found } = await readEmbeddingFile(file);
  await checkMadeAsAsked(metadata, file, { settings, identifyModel });
  const rows = unitLengthRows(found, { metadata, file, normalize: settings.normalize });
  const length = metadata.flip && !settings.flip ? metadata.dimension / 2 : metadata.dimension;
  const images = new Set(imagesOf(pairs).map(keyOf));
  const faces = facesByKey(rows, { images, file, length });
  const missing = [...images].filter((key) => !faces.has(key)).map((path) => ({ path, reason: 'not-in-file' }));
  return { faces, metadata: { ...metadata, flip: settings.flip, dimension: length }, missing };
}

async function checkMadeAsAsked(
  metadata: EmbeddingFileMetadata,
  file: string,
  { settings, identifyModel }: { readonly settings: LfwSettings; readonly identifyModel: IdentifyModel },
): Promise<void> {
  const { model, flip, standardisation = metadata.standardisation } = settings;
  const { info, sha256 } =
    model === undefined ? { info: metadata.model, sha256: metadata.model.sha256 } : await identifyModel(model);
  requireSameModel(metadata, { info, sha256, standardisation }, file);
  if (flip && !metadata.flip) {
    throw new FacekitError(
      'embedding-flip',
      `Expected embeddings with those of the mirrored faces in ${file} but it was made without: leave out \`useFlippedImages\`, or remove the file so that it is made again.`,
    );
  }
}

function facesByKey(
  rows: readonly EmbeddingRow[],
  { images, file, length }: { images: ReadonlySet<string>; file: string; length: number },
): ReadonlyMap<string, LfwFace> {
  const faces = new Map<string, LfwFace>();
  for (const { path, embedding, box } of rows) {
    const key = keyOfPath(path);
    if (!images.has(key)) continue;
    if (faces.has(key)) {
      throw new FacekitError(
        'embedding-ambiguous',
        `Expected one face of ${key} in ${file} but found several: embed one folder, and one face an image (without \`allFaces\`).`,
      );
    }
    faces.set(key, { embedding: firstNumbers(embedding, length), box });
  }
  return faces;
}

/** The last two parts of a path, without extension. */
const keyOfPath = (path: string): string =>
  path
    .split('/')
    .slice(-2)
    .join('/')
    .replace(/\.[^./]*$/, '');

const firstNumbers = (embedding: Embedding, length: number): Embedding =>
  embedding.length === length ? embedding : asEmbedding(embedding.slice(0, length));
