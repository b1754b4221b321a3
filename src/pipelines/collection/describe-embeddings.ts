import type { EmbeddingFileMetadata, RecordedAlignment } from '../../dataset/embedding-file/contents.ts';
import type { RecordedDetector } from '../../detection/recorded-detector.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import { facekitVersion } from '../../files/package-info.ts';

/** The part of an embedder that decides what its embeddings can be compared with. */
export type DescribedEmbedder = Pick<Embedder, 'sha256' | 'standardisation' | 'dimension'> & {
  readonly info: Pick<Embedder['info'], 'name' | 'alignment' | 'inputSize'>;
  /** What finds faces for it, where it is opened together with a detector. */
  readonly detector?: RecordedDetector | undefined;
};

export interface DescribeOptions {
  /** Whether the embedding of the mirrored face is appended. Default false. */
  readonly flip?: boolean;
  /** How the faces were cut out. Default: in the way of the model, as `alignForModel` does. */
  readonly alignment?: RecordedAlignment;
  /** What found the faces. Default: not said. */
  readonly detector?: RecordedDetector | undefined;
}

/**
 * What is to be recorded about embeddings, so that they are never compared with those of another kind: an embedding file and a
 * classifier carry it.
 */
export function describeEmbeddings(embedder: DescribedEmbedder, options: DescribeOptions = {}): EmbeddingFileMetadata {
  const { info, sha256, standardisation } = embedder;
  const { flip = false, alignment = modelAlignment(info), detector } = options;
  const model = { name: info.name, sha256 };
  return {
    facekit: facekitVersion(),
    model,
    dimension: embedder.dimension({ flip }),
    standardisation,
    alignment,
    flip,
    ...(detector && { detector }),
  };
}

/**
 * How `alignForModel` cuts faces out.
 *
 * @param margin pixels around the box instead of the model's; of no account where faces are cut out by landmarks
 */
export function modelAlignment(
  { alignment, inputSize }: DescribedEmbedder['info'],
  margin?: number,
): RecordedAlignment {
  if (alignment.kind === 'similarity') return { kind: 'similarity', margin: null, imageSize: inputSize };
  return { kind: 'box', margin: margin ?? alignment.margin, imageSize: inputSize };
}
