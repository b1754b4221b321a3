import type { Engine } from '../../tensor/engine.ts';
import { quantisedNetwork } from '../../tensor/quantization/quantize-network.ts';
import type { Network, Standardisation } from '../../tensor/network.ts';
import type { LoadedModel, LoadedNetwork } from '../../models/model-info.ts';
import type { EmbeddingNetwork } from './embedding-network.ts';
import { inceptionResnetV1 } from './inception-resnet-v1.ts';
import { mobileFaceNet } from './mobilefacenet.ts';
import { openOnnxNetwork } from './onnx-network.ts';

/** Loads a model; `standardisation` stands in for the one that it was trained with. */
export async function openEmbeddingNetwork(
  engine: Engine,
  model: LoadedModel,
  standardisation?: Standardisation,
): Promise<EmbeddingNetwork> {
  return model.kind === 'onnx'
    ? openOnnxNetwork(engine, model, standardisation)
    : openDescribedNetwork(engine, model, standardisation ?? model.info.standardisation);
}

/** The description of a network of floats. */
export const describeEmbedder = (
  { architecture }: Pick<LoadedNetwork['info'], 'architecture'>,
  standardisation: Standardisation,
): Network => DESCRIPTIONS[architecture](standardisation);

type Describe = (standardisation: Standardisation) => Network;
const DESCRIPTIONS: Readonly<Record<LoadedNetwork['info']['architecture'], Describe>> = {
  'inception-resnet-v1': inceptionResnetV1,
  mobilefacenet: mobileFaceNet,
};

async function openDescribedNetwork(
  engine: Engine,
  { info, weights }: LoadedNetwork,
  standardisation: Standardisation,
): Promise<EmbeddingNetwork> {
  const network = describeEmbedder(info, standardisation);
  const session = await engine.load(quantisedNetwork(network, weights), weights);
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
