import { facenetLayers } from '../../models/import/facenet-layers.ts';
import type { NetworkInfo } from '../../models/model-info.ts';
import type { Standardisation } from '../../tensor/network.ts';
import {
  toTrainable,
  type LayerForm,
  type LayerOperation,
  type TrainableNetwork,
} from '../../tensor/training/network/trainable.ts';
import { describeEmbedder } from './open-embedding-network.ts';

/** Epsilon of every batch norm in FaceNet's `inception_resnet_v1.py`. */
const EPSILON = 0.001;

export interface TrainableEmbedderOptions {
  readonly standardisation: Standardisation;
  /** The probability that a number is kept on its way into the last layer. 1 is no dropout. */
  readonly keep: number;
}

/** An embedder to be trained from scratch: with batch norms, and with dropout before the layer that makes the embedding. */
export function trainableEmbedder(
  info: Pick<NetworkInfo, 'architecture' | 'dimension'>,
  { standardisation, keep }: TrainableEmbedderOptions,
): TrainableNetwork {
  const network = describeEmbedder(info, standardisation);
  const formOf = FORMS[info.architecture];
  const last = network.nodes.findLast(({ operation }) => 'layer' in operation)?.operation;
  const dropout = keep < 1 ? { keep } : {};
  return toTrainable(network, (layer) => ({ ...formOf(layer), ...(layer === last && dropout) }));
}

type FormOf = (layer: LayerOperation) => LayerForm;

const convNorms: FormOf = ({ op }) => (op === 'dense' ? {} : { batchNorm: { epsilon: EPSILON, gamma: false } });
const allNorms: FormOf = () => ({ batchNorm: { epsilon: EPSILON, gamma: true } });

/** Which of FaceNet's layers have a batch norm, and what residual blocks multiply with. */
function facenetForm({ layer }: LayerOperation): LayerForm {
  const found = facenetLayers().find(({ name }) => name === layer);
  return {
    ...(found?.batchNorm && { batchNorm: { epsilon: EPSILON, gamma: false } }),
    ...(found !== undefined && found.scale !== 1 && { factor: found.scale }),
  };
}

const FORMS: Readonly<Record<NetworkInfo['architecture'], FormOf>> = {
  'inception-resnet-v1': facenetForm,
  mobilefacenet: allNorms,
  'small-convnet': convNorms,
};
