import type { Tensor } from '../../core/tensor.ts';
import { transpose } from '../../tensor/permute.ts';
import type { TrainedLayer } from './fold-layer.ts';

/** A layer as PyTorch names it: its module, and the module of the batch norm behind it, with which it has no biases of its own. */
export interface TorchLayer {
  readonly module: string;
  readonly norm?: string | undefined;
}

/** The names of what PyTorch keeps of a layer besides its weights; each has one number a channel. */
export const channelParameters = ({ module, norm }: TorchLayer): string[] =>
  norm === undefined
    ? [`${module}.bias`]
    : ['weight', 'bias', 'running_mean', 'running_var'].map((name) => `${norm}.${name}`);

/**
 * What PyTorch has learnt of a layer.
 *
 * @param order which axes of PyTorch's weights become those of ours
 */
export function readTrainedLayer(
  { module, norm }: TorchLayer,
  tensor: (name: string) => Tensor<Float32Array>,
  { order, epsilon }: { readonly order: readonly number[]; readonly epsilon?: number },
): TrainedLayer {
  const weights = transpose(tensor(`${module}.weight`), order);
  if (norm === undefined) return { weights, biases: tensor(`${module}.bias`) };
  const batchNorm = {
    gamma: tensor(`${norm}.weight`),
    beta: tensor(`${norm}.bias`),
    mean: tensor(`${norm}.running_mean`),
    variance: tensor(`${norm}.running_var`),
    ...(epsilon !== undefined && { epsilon }),
  };
  return { weights, batchNorm };
}
