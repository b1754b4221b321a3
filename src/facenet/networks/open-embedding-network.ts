import type { Engine, Session } from '../../tensor/engine.ts';
import { quantisedNetwork } from '../../tensor/quantization/quantize-network.ts';
import { lowerForRuntime } from '../../tensor/onnx/lower-for-runtime.ts';
import type { Network, Standardisation } from '../../tensor/network.ts';
import type { LoadedModel, LoadedNetwork } from '../../models/model-info.ts';
import type { EmbeddingNetwork } from './embedding-network.ts';
import { inceptionResnetV1 } from './inception-resnet-v1.ts';
import { nn2Network } from './inception/nn2.ts';
import { mobileFaceNet } from './mobilefacenet.ts';
import { nn1 } from './nn1.ts';
import { nnsSized } from './nns-sized.ts';
import { smallConvnet } from './small-convnet.ts';
import { openOnnxNetwork } from './onnx-network.ts';

/** A model that is made ready for ONNX Runtime, so that several sessions of it need not each do that. */
export interface LoweredModel extends Omit<LoadedNetwork, 'kind' | 'weights'> {
  readonly kind: 'lowered';
  readonly standardisation: Standardisation;
  readonly onnx: Uint8Array;
  /** The weights, which the model has outside; their memory may be shared. */
  readonly externalData: ReadonlyMap<string, Uint8Array>;
}

/** A model as ONNX Runtime has made it ready on this processor, in a file of the cache. Plain data: it crosses to worker threads. */
export interface PreparedModel extends Omit<LoweredModel, 'kind' | 'onnx' | 'externalData'> {
  readonly kind: 'prepared';
  readonly file: string;
}

/** Loads a model; `standardisation` stands in for the one that it was trained with. Of a lowered or prepared model it is settled. */
export async function openEmbeddingNetwork(
  engine: Engine,
  model: LoadedModel | LoweredModel | PreparedModel,
  standardisation?: Standardisation,
): Promise<EmbeddingNetwork> {
  if (model.kind === 'onnx') return openOnnxNetwork(engine, model, standardisation);
  const way = standardisation ?? model.info.standardisation;
  if (model.kind === 'network') {
    const network = quantisedNetwork(describeEmbedder(model.info, way), model.weights);
    return describedNetwork(await engine.load(network, model.weights), model.info, way);
  }
  const session =
    model.kind === 'prepared' ? engine.loadPrepared(model.file) : engine.loadOnnx(model.onnx, model.externalData);
  return describedNetwork(await session, model.info, model.standardisation);
}

/** Makes a model ready for ONNX Runtime. Throws as `engine.load`. */
export function lowerEmbedder(
  { info, weights, sha256 }: LoadedNetwork,
  standardisation: Standardisation = info.standardisation,
): LoweredModel {
  const network = quantisedNetwork(describeEmbedder(info, standardisation), weights);
  const { bytes, externalData } = lowerForRuntime(network, weights);
  return { kind: 'lowered', info, sha256, standardisation, onnx: bytes, externalData };
}

/** The description of a float32 network. */
export const describeEmbedder = (
  { architecture, dimension }: Pick<LoadedNetwork['info'], 'architecture' | 'dimension'>,
  standardisation: Standardisation,
): Network => DESCRIPTIONS[architecture](standardisation, dimension);

type Describe = (standardisation: Standardisation, dimension: number) => Network;
const DESCRIPTIONS: Readonly<Record<LoadedNetwork['info']['architecture'], Describe>> = {
  'inception-resnet-v1': inceptionResnetV1,
  mobilefacenet: mobileFaceNet,
  'small-convnet': smallConvnet,
  nn1,
  nn2: (standardisation, dimension) => nn2Network('nn2', standardisation, dimension),
  nn3: (standardisation, dimension) => nn2Network('nn3', standardisation, dimension),
  nn4: (standardisation, dimension) => nn2Network('nn4', standardisation, dimension),
  'nn4-small2': (standardisation, dimension) => nn2Network('nn4-small2', standardisation, dimension),
  'nns1-sized': (standardisation, dimension) => nnsSized('nns1-sized', standardisation, dimension),
  'nns2-sized': (standardisation, dimension) => nnsSized('nns2-sized', standardisation, dimension),
};

function describedNetwork(
  session: Session,
  info: LoadedNetwork['info'],
  standardisation: Standardisation,
): EmbeddingNetwork {
  const side = info.inputSize;
  return {
    standardisation,
    async run(pixels, count) {
      const { embedding } = await session.run({ images: { shape: [count, side, side, 3], data: pixels } });
      if (!embedding) throw new Error(`Expected ${info.architecture} to give an embedding`);
      return embedding.data;
    },
  };
}
