import { interruptedError } from '../../core/errors.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from '../../dataset/embedding-file/contents.ts';
import { embedImages, type EmbeddedImage } from './embed-images.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { AskedWork, CollectionEmbedder } from './image-workers.ts';
import type { CheckCrops } from './crop-check.ts';
import { openCropPlan, type FaceChoice } from './open-crop-plan.ts';

/** What is told while a collection is embedded. */
export interface CollectionListener {
  /** Once, before all else, where folders were looked through: their files that are no images. */
  leavesOut?(files: readonly string[]): void;
  /** What the user should know of the images, before the first. */
  notes?(note: string): void;
  /** Once, before the first image. */
  begins(total: number, embedder: CollectionEmbedder): void;
  /** In the order of the images. */
  finishes(image: EmbeddedImage): void;
}

/** Where the embeddings of a collection come from; tests pass their own. */
export interface CollectionWorld {
  readonly signal: AbortSignal;
  readonly listener: CollectionListener;
  /** @param images that it will be asked for, where that is known */
  openEmbedder(images?: number): Promise<CollectionEmbedder>;
  /** Called for images that are taken as crops, before they are embedded. Default: they are believed. */
  readonly checkCrops?: CheckCrops;
}

export interface CollectionOptions extends AskedWork {
  readonly embedder: CollectionEmbedder;
  readonly choice: FaceChoice;
  /** All images of which these are a part: what is recorded about the embeddings holds for them. Default: these. */
  readonly all?: readonly ImageFile[] | undefined;
  readonly signal: AbortSignal;
  readonly listener: CollectionListener;
}

/** A collection of images with what became of each. */
export interface EmbeddedCollection {
  readonly metadata: EmbeddingFileMetadata;
  /** In the order of the images. */
  readonly images: readonly EmbeddedImage[];
  /** Of embedding, with reading and finding faces. */
  readonly seconds: number;
}

/**
 * Embeds images and keeps the results in memory: what a command does that needs all of them at once.
 *
 * @throws FacekitError `interrupted` when the signal ends it before the last image; what is wrong with the crops or the model
 */
export async function embedCollection(
  files: readonly ImageFile[],
  options: CollectionOptions,
): Promise<EmbeddedCollection> {
  const { embedder, batchSize, flip, measure, signal, listener } = options;
  const { planCrops, metadata } = await openCropPlan(embedder, options.all ?? files, options);
  const settings = { batchSize, flip, ...(measure !== undefined && { measure }) };
  await using workers = embedder.openWorkers({ ...settings, images: files.length, signal });
  listener.begins(files.length, embedder);
  const images: EmbeddedImage[] = [];
  const started = performance.now();
  for await (const image of embedImages(files, { workers, planCrops })) {
    images.push(image);
    listener.finishes(image);
  }
  if (signal.aborted && images.length < files.length) {
    throw interruptedError(`Interrupted after ${images.length} of ${files.length} images; nothing is kept.`, signal);
  }
  return { metadata, images, seconds: Math.max((performance.now() - started) / 1000, 0.001) };
}

/** The rows of an embedding file, in the order of the images: one for each face. */
export const rowsOf = (images: readonly EmbeddedImage[]): EmbeddingRow[] =>
  images.flatMap((image) =>
    image.status === 'unreadable'
      ? []
      : image.faces.map((face) => ({ path: image.image.path, className: image.image.className, ...face })),
  );
