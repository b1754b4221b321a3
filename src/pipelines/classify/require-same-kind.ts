import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { EmbedderIdentity } from '../../dataset/embedding-file/metadata.ts';
import { type KindWords, requireSameKind, requireSameNetwork } from '../../dataset/embedding-file/same-kind.ts';
import type { Classifier } from '../../recognition/classifier.ts';

const WORDS: KindWords = {
  code: 'classifier-mismatch',
  which: 'which the classifier was trained on',
  as: 'as the classifier was trained with',
  otherwise: 'train the classifier again',
};

/** Refuses a network that makes other embeddings than those that the classifier was trained on. Throws `classifier-mismatch`. */
export const requireNetworkOf = ({ embeddings }: Classifier, network: EmbedderIdentity, source: string): void => {
  requireSameNetwork(embeddings, network, source, WORDS);
};

/** Refuses embeddings that were made in another way than those that the classifier was trained on. Throws `classifier-mismatch`. */
export const requireKindOf = ({ embeddings }: Classifier, metadata: EmbeddingFileMetadata, source: string): void => {
  requireSameKind(embeddings, metadata, source, WORDS);
};
