import { FacekitError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/error-codes.ts';
import type { EmbeddingFileMetadata } from './contents.ts';
import { type EmbedderIdentity, standardisationInWords } from './metadata.ts';

/** What wants embeddings of one kind, and how it says so. */
export interface KindWords {
  readonly code: ErrorCode;
  /** `which the classifier was trained on` */
  readonly which: string;
  /** `as the classifier was trained with` */
  readonly as: string;
  /** What else can be done than to give it what it wants: `train the classifier again`. */
  readonly otherwise: string;
}

type Wanted = Pick<EmbeddingFileMetadata, 'model' | 'standardisation' | 'flip' | 'alignment'>;

const shortened = (sha256: string): string => `SHA-256 ${sha256.slice(0, 12)}…`;

/** Refuses a network that makes other embeddings than those that are wanted. Throws an error of the code of `words`. */
export function requireSameNetwork(
  { model, standardisation }: Wanted,
  network: EmbedderIdentity,
  source: string,
  { code, which, as, otherwise }: KindWords,
): void {
  if (model.sha256 !== network.sha256) {
    throw new FacekitError(
      code,
      `Expected embeddings of ${model.name} (${shortened(model.sha256)}), ${which}, but ${source} is of ${network.info.name} (${shortened(network.sha256)}): install the same weights, or ${otherwise}.`,
    );
  }
  const [wanted, found] = [standardisation, network.standardisation].map(standardisationInWords);
  if (wanted !== found) {
    throw new FacekitError(
      code,
      `Expected pixels standardised ${wanted}, ${as}, but ${source} has ${found}: embed again with \`standardization: ${wanted}\`, or ${otherwise}.`,
    );
  }
}

/** Refuses embeddings that were made in another way than those that are wanted. Throws an error of the code of `words`. */
export function requireSameKind(
  wanted: Wanted,
  metadata: EmbeddingFileMetadata,
  source: string,
  words: KindWords,
): void {
  requireSameNetwork(wanted, { info: metadata.model, ...metadata, sha256: metadata.model.sha256 }, source, words);
  const { code, as, otherwise } = words;
  const { flip, alignment } = wanted;
  if (flip !== metadata.flip) {
    throw new FacekitError(
      code,
      `Expected embeddings ${flip ? 'with' : 'without'} those of the mirrored faces, ${as}, but ${source} has them ${flip ? 'not' : 'appended'}: embed again ${flip ? 'with' : 'without'} \`flip\`.`,
    );
  }
  const [margin, theirs] = [alignment.margin, metadata.alignment.margin];
  if (alignment.kind !== metadata.alignment.kind || (margin !== null && theirs !== null && margin !== theirs)) {
    throw new FacekitError(
      code,
      `Expected faces cut out by ${inWords(alignment)}, ${as}, but those of ${source} were cut out by ${inWords(metadata.alignment)}: align again in the same way, or ${otherwise}.`,
    );
  }
}

const inWords = ({ kind, margin }: EmbeddingFileMetadata['alignment']): string =>
  kind === 'similarity' ? 'their landmarks' : `their box${margin === null ? '' : ` with a margin of ${margin}`}`;
