import type { GalleryStore } from '../../gallery/store.ts';
import type { GalleryPlace } from '../../pipelines/gallery/gallery-world.ts';
import { openPlace, openStoreAt, resolveGallery } from '../../pipelines/gallery/open-place.ts';
import type { Io } from '../shared/context.ts';

/** The gallery that a command line names. Dispose it at the end. */
export const openStore = (name: string, { cwd }: Pick<Io, 'cwd'>): Promise<GalleryStore> =>
  openStoreAt(resolveGallery(cwd, name));

/** The gallery that a command line names, which need not be there. */
export const findPlace = (name: string, { cwd }: Pick<Io, 'cwd'>): Promise<GalleryPlace> =>
  openPlace(resolveGallery(cwd, name));
