import type { Weights } from '../../core/tensor.ts';
import type { Network, Node } from '../network.ts';
import { readParameter } from '../parameters.ts';
import { channelsOf } from '../shapes.ts';
import { channelGroups, foldFactors } from './channel-groups.ts';

/** The depthwise layer that stands for a PReLU of `layer`. */
const bendOf = (layer: string): string => `${layer}/bend`;

/**
 * The network with each PReLU as x + ReLU((α − 1) · x), a depthwise layer and a sum, for which there are integer kernels. The
 * results are the same but for rounding.
 *
 * This form needs α ≤ 1. A channel with a larger one is mirrored: PReLU(x) = −α · PReLU'(−x), in which α' is 1 / α. The signs and
 * the factor go into the weights of the layers before and behind it. Where there are no such layers the PReLU stays as it is.
 */
export function splitPrelu(network: Network, weights: Weights): { network: Network; weights: Weights } {
  const split = new Map(weights);
  const groups = channelGroups(network);
  for (const node of network.nodes) {
    if (node.operation.op !== 'prelu' || node.shape.length !== 4) continue;
    const { layer } = node.operation;
    const alpha = readParameter(split, `${layer}/alpha`, [channelsOf(node.shape)]).data;
    // A sign can go through nothing but this PReLU.
    const between = groups.find(({ members }) => members.length === 2 && members.includes(node));
    if (alpha.some((a) => a > 1) && !between) continue;
    if (between) {
      const outwards = alpha.map((a) => (a > 1 ? -1 : 1));
      foldFactors(split, between, { outwards, inwards: alpha.map((a) => (a > 1 ? -a : 1)) });
    }
    split.delete(`${layer}/alpha`);
    split.set(`${bendOf(layer)}/weights`, {
      shape: [1, 1, alpha.length, 1],
      data: alpha.map((a) => (a > 1 ? 1 / a : a) - 1),
    });
  }
  return { network: insertBends(network, split), weights: split };
}

/** The network with the PReLUs written as `splitPrelu` does for which the weights have a bend. */
export function insertBends(network: Network, weights: Weights): Network {
  const nodes = network.nodes.flatMap((node): Node[] => {
    const { operation } = node;
    const isSplit = operation.op === 'prelu' && weights.has(`${bendOf(operation.layer)}/weights`);
    return isSplit ? bentNodes(node, bendOf(operation.layer)) : [node];
  });
  return { ...network, nodes };
}

function bentNodes({ name, inputs, shape }: Node, layer: string): Node[] {
  const [line, bent] = [`${name}/line`, `${name}/bend`];
  return [
    {
      name: line,
      inputs,
      shape,
      operation: { op: 'depthwise-conv', layer, bias: false, kernel: [1, 1], stride: 1, padding: 'valid' },
    },
    { name: bent, inputs: [line], shape, operation: { op: 'relu' } },
    { name, inputs: [...inputs, bent], shape, operation: { op: 'add' } },
  ];
}
