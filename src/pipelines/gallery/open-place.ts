import { FacekitError } from '../../core/errors.ts';
import { EmbeddedStore } from '../../gallery/embedded/embedded-store.ts';
import { openOrCreate } from '../../gallery/embedded/open-folder.ts';
import type { GalleryPlace } from './gallery-world.ts';

/**
 * The gallery in a folder, which need not be there yet.
 *
 * @throws FacekitError `gallery-damaged`, `gallery-version`
 */
export async function openPlace(folder: string): Promise<GalleryPlace> {
  const store = await EmbeddedStore.open(folder).catch((error: unknown) => {
    if (error instanceof FacekitError && error.code === 'gallery-not-found') return undefined;
    throw error;
  });
  return { store, create: (embeddings) => openOrCreate(folder, embeddings) };
}
