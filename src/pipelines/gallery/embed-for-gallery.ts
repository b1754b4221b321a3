import type { ImageFile } from '../../dataset/image-files.ts';
import type { EmbedOptions } from '../../facenet/embedder.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { embedCollection } from '../collection/embed-collection.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { EmbeddingSpeed } from '../embed/embed-summary.ts';
import type { GalleryWorld } from './gallery-world.ts';
import { requireKindOfGallery, requireNetworkOfGallery } from './require-kind.ts';

export type EmbeddingForGallery = GalleryWorld & Pick<EmbedOptions, 'batchSize'>;

/** Photographs whose faces can be compared with those of a gallery. */
export interface EmbeddedForGallery {
  /** In the order of the files, each with all of its faces. */
  readonly images: readonly EmbeddedImage[];
  readonly embedding: EmbeddingSpeed;
}

/**
 * Finds and embeds every face of photographs in the way of a gallery.
 *
 * @throws FacekitError `gallery-mismatch`; about the model and the images; `interrupted`
 */
export async function embedForGallery(
  files: readonly ImageFile[],
  store: GalleryStore,
  world: EmbeddingForGallery,
): Promise<EmbeddedForGallery> {
  const embedder = await world.openEmbedder(files.length);
  requireNetworkOfGallery(store, embedder, 'the model that is installed');
  const margin = store.embeddings.alignment.margin ?? undefined;
  const choice = { kind: 'photographs', allFaces: true, select: 'center', margin } as const;
  const { batchSize, signal, listener } = world;
  const work = { embedder, choice, flip: false, batchSize, signal, listener };
  const { images, metadata, seconds } = await embedCollection(files, work);
  requireKindOfGallery(store, metadata, 'these photographs');
  return { images, embedding: { device: embedder.device, seconds, imagesPerSecond: files.length / seconds } };
}
