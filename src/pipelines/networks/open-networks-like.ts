import { FacekitError } from '../../core/errors.ts';
import type { EmbeddingFileMetadata } from '../../dataset/embedding-file/contents.ts';
import { detectorInfo, requestOf, type DetectorRequest } from '../../detectors/choose-detector.ts';
import { isDetectorName } from '../../detectors/registry.ts';
import { type NetworkOptions, type Networks, openNetworks } from './open-networks.ts';

/** How embeddings were made that others are to be compared with. */
export type MadeWith = Pick<EmbeddingFileMetadata, 'model' | 'standardisation' | 'detector'>;

export interface LikeOptions {
  /** How the sentence begins that says why a model is needed: `The classifier was trained with`. */
  readonly because: string;
  /** Receives a line when another backend is used than could be expected. */
  readonly onNotice: (line: string) => void;
}

/** The networks that embeddings were made with, where the options do not say otherwise. */
export function openNetworksLike(
  made: MadeWith,
  options: Omit<NetworkOptions, 'standardization'>,
  { because, onNotice }: LikeOptions,
): Networks {
  const { standardisation } = made;
  const isUsual = standardisation === 'fixed' || standardisation === 'per-image';
  const networks = openNetworks(
    {
      ...options,
      model: options.model ?? made.model.name,
      detector: options.detector ?? detectorOf(made),
      standardization: isUsual ? standardisation : undefined,
    },
    onNotice,
  );
  const explain = (error: unknown): never => {
    throw explained(error, because, made.model.name);
  };
  return {
    detect: networks.detect,
    openEmbedder: (images) => networks.openEmbedder(images).catch(explain),
    openFaceEmbedder: () => networks.openFaceEmbedder().catch(explain),
    [Symbol.asyncDispose]: () => networks[Symbol.asyncDispose](),
  };
}

/**
 * The detector that found the faces, where that is known here: others cut faces out a little differently.
 *
 * @throws FacekitError `model-mismatch` where it had the weights of a file
 */
function detectorOf({ detector }: MadeWith): DetectorRequest | undefined {
  if (!detector || !isDetectorName(detector.name)) return undefined;
  const { sha256 } = detectorInfo(detector.name);
  if (detector.sha256 !== sha256)
    throw new FacekitError(
      'model-mismatch',
      `Expected the weights of ${detector.name} with SHA-256 ${detector.sha256}, which found the faces, but those of facekit have ${sha256}: name their file, or another detector, by \`detector\`.`,
    );
  return requestOf({ ...detector, name: detector.name });
}

/** Says why a model is needed that the user did not name. */
function explained(error: unknown, because: string, name: string): unknown {
  if (!(error instanceof FacekitError)) return error;
  if (error.code === 'model-unknown') {
    return new FacekitError(
      'model-not-installed',
      `${because} the model ${name}, which is not installed: import it with facekit models import FILE --name ${name}, or name its file by \`model\`.`,
      { cause: error },
    );
  }
  if (error.code !== 'model-not-installed') return error;
  return new FacekitError(error.code, `${because} ${name}. ${error.message}`, { cause: error });
}
