import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import type { CollectionListener } from '../collection/embed-collection.ts';
import type { CollectionEmbedder } from '../collection/image-workers.ts';

/** What galleries are filled and asked with; tests pass their own. */
export interface GalleryWorld {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly listener: CollectionListener;
  /** The one that the gallery's embeddings were made with; for a gallery that there is not yet, the one that is asked for. */
  /** @param images that it will be asked for, where that is known */
  openEmbedder(images?: number): Promise<CollectionEmbedder>;
}

/** Where a gallery is. */
export interface GalleryPlace {
  /** Undefined where there is none yet. */
  readonly store: GalleryStore | undefined;
  /** Looks again: another program may have made it. */
  find(): Promise<GalleryStore | undefined>;
  /** Makes it; whoever comes second gets what the first has made. */
  create(embeddings: EmbeddingFileMetadata): Promise<GalleryStore>;
}
