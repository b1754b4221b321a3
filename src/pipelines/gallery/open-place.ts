import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import { isDatabaseAddress, readDatabaseAddress } from '../../gallery/database/address.ts';
import { EmbeddedStore } from '../../gallery/embedded/embedded-store.ts';
import { openOrCreate } from '../../gallery/embedded/open-folder.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import type { GalleryPlace } from './gallery-world.ts';

/**
 * The gallery in a folder or at the address of a database, which must be there.
 *
 * @throws FacekitError `gallery-not-found`, `gallery-damaged`, `gallery-version`, `database-failed`
 */
export const openStoreAt = async (gallery: string): Promise<GalleryStore> =>
  isDatabaseAddress(gallery) ? (await databaseStore()).open(gallery) : EmbeddedStore.open(gallery);

/**
 * The gallery in a folder or at the address of a database, which need not be there yet.
 *
 * @throws FacekitError `gallery-damaged`, `gallery-version`, `database-failed`
 */
export async function openPlace(gallery: string): Promise<GalleryPlace> {
  const find = (): Promise<GalleryStore | undefined> =>
    openStoreAt(gallery).catch((error: unknown) => {
      if (error instanceof FacekitError && error.code === 'gallery-not-found') return undefined;
      throw error;
    });
  return {
    store: await find(),
    find,
    create: async (embeddings) =>
      isDatabaseAddress(gallery)
        ? (await databaseStore()).open(gallery, embeddings)
        : openOrCreate(gallery, embeddings),
  };
}

/** Where a gallery is that somebody names: a database's address is taken as it is, a folder's from the working folder. */
export const resolveGallery = (cwd: string, gallery: string): string =>
  isDatabaseAddress(gallery) ? gallery : path.resolve(cwd, gallery);

/** Where a gallery is, for messages: without a password. */
export const galleryName = (gallery: string): string =>
  isDatabaseAddress(gallery) ? readDatabaseAddress(gallery).name : gallery;

const databaseStore = async () => (await import('../../gallery/database/database-store.ts')).DatabaseStore;
