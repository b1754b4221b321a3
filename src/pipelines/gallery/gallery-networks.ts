import type { RgbImage } from '../../core/image.ts';
import type { GalleryStore } from '../../gallery/store.ts';
import { openNetworksLike } from '../networks/open-networks-like.ts';
import { type NetworkOptions, type Networks, openNetworks, type OpenNetworksFor } from '../networks/open-networks.ts';

/** What it takes to embed faces for a gallery; tests pass their own. Dispose it at the end. */
export interface GalleryNetworks extends Pick<Networks, 'openEmbedder'>, AsyncDisposable {
  decode(input: string | Uint8Array): Promise<RgbImage>;
  encode(image: RgbImage): Promise<Uint8Array>;
}

/** Opens the networks that a gallery was made with; without a gallery, those that the options ask for. */
export type OpenGalleryNetworks = OpenNetworksFor<GalleryStore | undefined, NetworkOptions, GalleryNetworks>;

/** The networks that a gallery was made with, or those that the options ask for. */
export const networksFor: OpenNetworksFor<GalleryStore | undefined, NetworkOptions, Networks> = (
  store,
  options,
  onNotice,
) =>
  store
    ? openNetworksLike(store.embeddings, options, { because: 'The gallery is made with', onNotice })
    : openNetworks(options, onNotice);

/** The real ones. */
export const openGalleryNetworks: OpenGalleryNetworks = (store, options, onNotice) => {
  const networks = networksFor(store, options, onNotice);
  return {
    openEmbedder: (images) => networks.openEmbedder(images),
    decode: async (input) => (await import('../../image/codec.ts')).decodeImage(input),
    encode: async (image) => (await import('../../image/encode.ts')).encodeJpeg(image),
    [Symbol.asyncDispose]: () => networks[Symbol.asyncDispose](),
  };
};
