import path from 'node:path';
import type { RgbImage } from '../../core/image.ts';
import { FacekitError } from '../../core/errors.ts';
import { EmbeddedStore } from '../../gallery/embedded/embedded-store.ts';
import { openOrCreate } from '../../gallery/embedded/open-folder.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import type { GalleryPlace } from '../../pipelines/gallery/gallery-world.ts';
import { openNetworksLike } from '../../pipelines/networks/open-networks-like.ts';
import { type NetworkOptions, type Networks, openNetworks } from '../../pipelines/networks/open-networks.ts';
import type { Io } from '../shared/context.ts';

/** The gallery that a command line names. Dispose it at the end. */
export const openStore = (name: string, { cwd }: Pick<Io, 'cwd'>): Promise<GalleryStore> =>
  EmbeddedStore.open(path.resolve(cwd, name));

/** The gallery that a command line names, which need not be there. */
export async function findPlace(name: string, io: Pick<Io, 'cwd'>): Promise<GalleryPlace> {
  const store = await openStore(name, io).catch((error: unknown) => {
    if (error instanceof FacekitError && error.code === 'gallery-not-found') return undefined;
    throw error;
  });
  return { store, create: (embeddings) => openOrCreate(path.resolve(io.cwd, name), embeddings) };
}

/** What it takes to embed faces for a gallery; tests pass their own. Dispose it at the end. */
export interface GalleryTools extends Pick<Networks, 'openEmbedder'>, AsyncDisposable {
  decode(input: string | Uint8Array): Promise<RgbImage>;
  encode(image: RgbImage): Promise<Uint8Array>;
}

/** Opens the networks that a gallery was made with; without a gallery, those that the options ask for. */
export type OpenGalleryTools = (
  store: GalleryStore | undefined,
  options: NetworkOptions,
  onNotice: (line: string) => void,
) => GalleryTools;

/** The real ones. */
export const openGalleryTools: OpenGalleryTools = (store, options, onNotice) => {
  const networks = store
    ? openNetworksLike(store.embeddings, options, { because: 'The gallery is made with', onNotice })
    : openNetworks(options, onNotice);
  return {
    openEmbedder: () => networks.openEmbedder(),
    decode: async (input) => (await import('../../image/codec.ts')).decodeImage(input),
    encode: async (image) => (await import('../../image/encode.ts')).encodeJpeg(image),
    [Symbol.asyncDispose]: () => networks[Symbol.asyncDispose](),
  };
};
