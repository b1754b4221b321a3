import { FacekitError } from '../../core/errors.ts';
import { standardisationInWords, type EmbedderIdentity } from '../../dataset/embedding-file/metadata.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import type { Classifier } from '../../recognition/classifier.ts';

const mismatch = (message: string): FacekitError => new FacekitError('classifier-mismatch', message);

const shortened = (sha256: string): string => `SHA-256 ${sha256.slice(0, 12)}…`;

/** Refuses a network that makes other embeddings than those that the classifier was trained on. Throws `classifier-mismatch`. */
export function requireSameNetwork(
  { embeddings: { model, standardisation } }: Classifier,
  network: EmbedderIdentity,
  source: string,
): void {
  if (model.sha256 !== network.sha256) {
    throw mismatch(
      `Expected embeddings of ${model.name} (${shortened(model.sha256)}), which the classifier was trained on, but ${source} is of ${network.info.name} (${shortened(network.sha256)}): install the same weights, or train the classifier again.`,
    );
  }
  const [wanted, found] = [standardisation, network.standardisation].map(standardisationInWords);
  if (wanted !== found) {
    throw mismatch(
      `Expected pixels standardised ${wanted}, as the classifier was trained with, but ${source} has ${found}: embed again with \`standardization: ${wanted}\`, or train the classifier again.`,
    );
  }
}

/** Refuses embeddings that were made in another way than those that the classifier was trained on. Throws `classifier-mismatch`. */
export function requireSameKind(classifier: Classifier, metadata: EmbeddingFileMetadata, source: string): void {
  requireSameNetwork(classifier, { info: metadata.model, ...metadata, sha256: metadata.model.sha256 }, source);
  const { flip, alignment } = classifier.embeddings;
  if (flip !== metadata.flip) {
    throw mismatch(
      `Expected embeddings ${flip ? 'with' : 'without'} those of the mirrored faces, as the classifier was trained on, but ${source} has them ${flip ? 'not' : 'appended'}: embed again ${flip ? 'with' : 'without'} \`flip\`.`,
    );
  }
  const [wanted, found] = [alignment.margin, metadata.alignment.margin];
  if (alignment.kind !== metadata.alignment.kind || (wanted !== null && found !== null && wanted !== found)) {
    throw mismatch(
      `Expected faces cut out by ${inWords(alignment)}, as the classifier was trained on, but those of ${source} were cut out by ${inWords(metadata.alignment)}: align again in the same way, or train the classifier again.`,
    );
  }
}

const inWords = ({ kind, margin }: EmbeddingFileMetadata['alignment']): string =>
  kind === 'similarity' ? 'their landmarks' : `their box${margin === null ? '' : ` with a margin of ${margin}`}`;
