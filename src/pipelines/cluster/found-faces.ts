import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from '../../dataset/embedding-file/contents.ts';
import { readEmbeddingFile } from '../../dataset/embedding-file/read.ts';
import { unitLengthRows } from '../../dataset/embedding-file/unit-length.ts';
import { findImageFiles, type ImageInput } from '../../dataset/image-files.ts';
import { type CollectionWorld, embedCollection, rowsOf } from '../collection/embed-collection.ts';
import type { FaceChoice } from '../collection/open-crop-plan.ts';
import { isEmbeddingFile, requireNoNormalize } from '../labelled/embedding-rows.ts';
import { type MissingImage, missingOf } from '../labelled/labelled-source.ts';
import type { ClusterOptions } from './cluster-settings.ts';

/** A face of a collection. */
export interface FoundFace extends EmbeddingRow {
  /** Its image, absolute; of an embedding from a file, where it was. */
  readonly file: string;
  /** Its picture in the folder of an earlier run, absolute. */
  readonly picture?: string;
}

/** What tells a face from all others of a collection. */
export const faceKey = ({ path: image, face }: { readonly path: string; readonly face: number }): string =>
  `${face} ${image}`;

export interface FoundFaces {
  readonly metadata: EmbeddingFileMetadata;
  readonly faces: readonly FoundFace[];
  /** Images without a face, and why. */
  readonly missing: readonly MissingImage[];
  /** Images that were looked at. */
  readonly images: number;
}

/**
 * The faces of an embedding file, or of images.
 *
 * @param cwd where the paths of an embedding file begin
 * @throws FacekitError `usage`; those of reading the file; about the paths, the crops or the model; `interrupted`
 */
export async function findFaces(
  inputs: readonly ImageInput[],
  options: ClusterOptions,
  { cwd, ...world }: CollectionWorld & { readonly cwd: string },
): Promise<FoundFaces> {
  const [input] = inputs;
  if (inputs.length === 1 && typeof input === 'string' && (await isEmbeddingFile(path.resolve(cwd, input))))
    return fromFile(path.resolve(cwd, input), options, cwd);
  requireNoNormalize(options.normalize, 'images');
  const { batchSize, detect = false, flip = false } = options;
  const images = await findImageFiles(inputs, cwd, world.signal, (files) => world.listener.leavesOut?.(files));
  const embedder = await world.openEmbedder(images.length);
  if (!detect) await world.checkCrops?.(images, embedder.info);
  const collection = await embedCollection(images, {
    ...world,
    embedder,
    choice: detect ? EVERY_FACE : { kind: 'crops' },
    flip,
    batchSize,
  });
  const files = new Map(images.map(({ path: name, file }) => [name, file]));
  const rows = rowsOf(collection.images);
  return {
    metadata: collection.metadata,
    faces: rows.map((row) => ({ ...row, file: files.get(row.path) ?? row.path })),
    missing: collection.images.flatMap(missingOf),
    images: images.length,
  };
}

const EVERY_FACE: FaceChoice = { kind: 'photographs', allFaces: true, select: 'center' };

async function fromFile(
  file: string,
  { detect, flip, model, normalize = false }: ClusterOptions,
  cwd: string,
): Promise<FoundFaces> {
  const lost = detect ? '`detect`' : flip ? '`flip`' : model !== undefined && '`model`';
  if (lost) throw usageError(`Expected no ${lost} with ${file}, which says itself how its embeddings were made.`);
  const { metadata, rows } = await readEmbeddingFile(file);
  const faces = unitLengthRows(rows, { metadata, file, normalize });
  return {
    metadata,
    faces: faces.map((row) => ({ ...row, file: path.resolve(cwd, row.path) })),
    missing: [],
    images: new Set(faces.map((row) => row.path)).size,
  };
}
