import { type KindWords, requireSameKind, requireSameNetwork } from '../../dataset/embedding-file/same-kind.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { EmbedderIdentity } from '../../dataset/embedding-file/metadata.ts';
import type { GalleryStore } from '../../gallery/store.ts';

const WORDS: KindWords = {
  code: 'gallery-mismatch',
  which: 'which the gallery is made of',
  as: 'as those of the gallery',
  otherwise: 'begin another gallery',
};

type Kind = Pick<GalleryStore, 'embeddings'>;

/** Refuses a network that makes other embeddings than those of the gallery. Throws `gallery-mismatch`. */
export const requireNetworkOfGallery = ({ embeddings }: Kind, network: EmbedderIdentity, source: string): void => {
  requireSameNetwork(embeddings, network, source, WORDS);
};

/** Refuses embeddings that were made in another way than those of the gallery. Throws `gallery-mismatch`. */
export const requireKindOfGallery = ({ embeddings }: Kind, metadata: EmbeddingFileMetadata, source: string): void => {
  requireSameKind(embeddings, metadata, source, WORDS);
};
