import { FacekitError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { detectionOptionsOf } from '../../detection/detection-options.ts';
import type { DetectorRequest } from '../../detectors/choose-detector.ts';
import { isDetectorName } from '../../detectors/registry.ts';
import type { Classifier } from '../../recognition/classifier.ts';
import type { Engine } from '../../tensor/engine.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import type { CollectionWorld } from '../collection/embed-collection.ts';
import { openNetworks } from '../networks/open-networks.ts';
import type { ClassifyOptions } from './classify-settings.ts';

/** What it takes to classify; tests pass their own. Dispose it at the end. */
export interface ClassifyTools extends Pick<CollectionWorld, 'openEmbedder'>, AsyncDisposable {
  /** Looks at images that are taken as crops. */
  readonly detect: DetectFaces;
  /** For the decisions of the SVM. */
  openEngine(): Promise<Engine>;
  decode(input: string | Uint8Array): Promise<RgbImage>;
  encode(image: RgbImage): Promise<Uint8Array>;
}

/** Opens the tools for a classifier; the embedder is that which it was trained with. `onNotice` is told of another backend. */
export type OpenClassifyTools = (
  classifier: Classifier,
  options: ClassifyOptions,
  onNotice: (line: string) => void,
) => ClassifyTools;

/** The real ones. */
export const openClassifyTools: OpenClassifyTools = ({ embeddings }, options, onNotice) => {
  const { engine, device, threads, jobs, model, detector } = options;
  const { standardisation } = embeddings;
  const isUsual = standardisation === 'fixed' || standardisation === 'per-image';
  const networks = openNetworks(
    {
      engine,
      device,
      threads,
      jobs,
      model: model ?? embeddings.model.name,
      detector: detector ?? detectorOf(embeddings),
      standardization: isUsual ? standardisation : undefined,
    },
    onNotice,
  );
  return {
    detect: networks.detect,
    openEmbedder: () =>
      networks.openEmbedder().catch((error: unknown) => {
        throw explained(error, embeddings.model.name);
      }),
    openEngine: async () => {
      const { openOnnxRuntime } = await import('../../tensor/onnx/open-runtime.ts');
      // One dense layer: the processor is as fast as it gets, and gives the same numbers whatever computes the embeddings.
      return openOnnxRuntime({ device: 'cpu', threads });
    },
    decode: async (input) => (await import('../../image/codec.ts')).decodeImage(input),
    encode: async (image) => (await import('../../image/encode.ts')).encodeJpeg(image),
    [Symbol.asyncDispose]: () => networks[Symbol.asyncDispose](),
  };
};

/** The detector that found the faces that the classifier was trained on, where that is known here: others cut faces out a little differently. */
function detectorOf({ detector }: Classifier['embeddings']): DetectorRequest | undefined {
  if (!detector || !isDetectorName(detector.name)) return undefined;
  return { ...detectionOptionsOf(detector), name: detector.name, rotate: detector.rotate };
}

/** Says why a model is needed that the user did not name. */
function explained(error: unknown, name: string): unknown {
  if (!(error instanceof FacekitError)) return error;
  if (error.code === 'model-unknown') {
    return new FacekitError(
      'model-not-installed',
      `The classifier was trained with the model ${name}, which is not installed: import it with facekit models import FILE --name ${name}, or name its file by \`model\`.`,
      { cause: error },
    );
  }
  if (error.code !== 'model-not-installed') return error;
  return new FacekitError(error.code, `The classifier was trained with ${name}. ${error.message}`, {
    cause: error,
  });
}
