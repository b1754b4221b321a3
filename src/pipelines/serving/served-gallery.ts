import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { EmbedderIdentity } from '../../dataset/embedding-file/metadata.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import type { GalleryPlace } from '../gallery/gallery-world.ts';
import { requireNetworkOfGallery } from '../gallery/require-kind.ts';

/** How often a gallery that is not there yet is looked for: another program may make it. */
const LOOK_AGAIN_MS = 1000;

/** The gallery of a server, which may not be there yet. Dispose it at the end. */
export class ServedGallery implements AsyncDisposable {
  readonly #place: GalleryPlace;
  readonly #embedder: EmbedderIdentity;
  readonly #lookout: NodeJS.Timeout;
  #store: GalleryStore | undefined;

  /** @throws FacekitError `gallery-mismatch` where the gallery was made with another model than the embedder */
  constructor(place: GalleryPlace, embedder: EmbedderIdentity) {
    [this.#place, this.#embedder, this.#store] = [place, embedder, place.store];
    if (this.#store) this.#requireFit(this.#store);
    this.#lookout = setInterval(() => void this.#lookAgain().catch(() => undefined), LOOK_AGAIN_MS).unref();
  }

  /** Undefined while nobody is enrolled. */
  get store(): GalleryStore | undefined {
    return this.#store;
  }

  /** Makes it, unless it is there. */
  async create(embeddings: EmbeddingFileMetadata): Promise<GalleryStore> {
    this.#store ??= await this.#place.create(embeddings);
    return this.#store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#lookout);
    await this.#store?.[Symbol.asyncDispose]();
  }

  #requireFit(store: GalleryStore): void {
    requireNetworkOfGallery(store, this.#embedder, 'the model that is installed');
  }

  /** One of another model stays out of sight, until somebody is to be enrolled in it: that is refused then. */
  async #lookAgain(): Promise<void> {
    if (this.#store) {
      clearInterval(this.#lookout);
      return;
    }
    const found = await this.#place.find();
    if (!found) return;
    try {
      this.#requireFit(found);
      this.#store ??= found;
    } finally {
      if (this.#store !== found) await found[Symbol.asyncDispose]();
    }
  }
}
