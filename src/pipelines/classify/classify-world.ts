import type { RgbImage } from '../../core/image.ts';
import type { Classifier } from '../../recognition/classifier.ts';
import type { CollectionListener } from '../collection/embed-collection.ts';
import { collectionWorld, type CollectionWorldOptions } from '../networks/collection-world.ts';
import type { ClassifyNetworks } from './classify-networks.ts';
import { requireNetworkOf } from './require-same-kind.ts';

/** The world in which a classifier works: the embedder is checked before anything is embedded with it. */
export const classifyWorld = (
  classifier: Classifier,
  tools: ClassifyNetworks,
  options: CollectionWorldOptions<CollectionListener>,
) => ({
  ...collectionWorld(tools, options),
  decode: (input: string | Uint8Array) => tools.decode(input),
  encode: (image: RgbImage) => tools.encode(image),
  openEmbedder: async (images?: number) => {
    const embedder = await tools.openEmbedder(images);
    requireNetworkOf(classifier, embedder, 'the model that is installed');
    return embedder;
  },
});
