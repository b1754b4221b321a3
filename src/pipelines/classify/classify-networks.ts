import type { RgbImage } from '../../core/image.ts';
import type { Classifier } from '../../recognition/classifier.ts';
import type { Engine } from '../../tensor/engine.ts';
import type { DetectFaces } from '../collection/crop-plan.ts';
import type { CollectionWorld } from '../collection/embed-collection.ts';
import type { OpenNetworksFor } from '../networks/open-networks.ts';
import { openNetworksLike } from '../networks/open-networks-like.ts';
import type { ClassifyOptions } from './classify-settings.ts';

/** What it takes to classify; tests pass their own. Dispose it at the end. */
export interface ClassifyNetworks extends Pick<CollectionWorld, 'openEmbedder'>, AsyncDisposable {
  /** Looks at images that are taken as crops. */
  readonly detect: DetectFaces;
  /** For the decisions of the SVM. */
  openEngine(): Promise<Engine>;
  decode(input: string | Uint8Array): Promise<RgbImage>;
  encode(image: RgbImage): Promise<Uint8Array>;
}

/** Opens the networks for a classifier; the embedder is that which it was trained with. */
export type OpenClassifyNetworks = OpenNetworksFor<Classifier, ClassifyOptions, ClassifyNetworks>;

/** The real ones. */
export const openClassifyNetworks: OpenClassifyNetworks = ({ embeddings }, options, onNotice) => {
  const { engine, device, threads, jobs, model, detector } = options;
  const networks = openNetworksLike(
    embeddings,
    { engine, device, threads, jobs, model, detector },
    { because: 'The classifier was trained with', onNotice },
  );
  return {
    detect: networks.detect,
    openEmbedder: (images) => networks.openEmbedder(images),
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
