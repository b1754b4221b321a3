import type { Weights } from '../../core/tensor.ts';
import type { Network, Node, OperationOf } from '../network.ts';
import { readParameter } from '../parameters.ts';
import { channelsOf, type Shape } from '../shapes.ts';

/**
 * The same network with (x − 127.5) / 128 taken into the weights of the convolution that follows, which saves two passes over
 * the pixels: W · (x − m) / s + b = (W / s) · x + (b − Σ W · m / s). Not where that convolution pads the image: its zeros stand for
 * pixels that are standardised already.
 */
export function foldStandardise(network: Network, weights: Weights): { network: Network; weights: Weights } {
  const folded = new Map(weights);
  const nodes = network.nodes.map((node) => {
    const convs = foldable(network, node);
    if (!convs) return node;
    for (const { operation } of convs) foldInto(folded, operation, node.shape);
    return { ...node, operation: { op: 'standardise', standardisation: 'none' } as const };
  });
  return { network: { ...network, nodes }, weights: folded };
}

type ConvNode = Node & { readonly operation: OperationOf<'conv'> };

/** The readers of a standardisation when it can go into all of them. */
function foldable(network: Network, { name, operation }: Node): ConvNode[] | undefined {
  if (operation.op !== 'standardise' || operation.standardisation !== 'fixed') return undefined;
  const readers = network.nodes.filter(({ inputs }) => inputs.includes(name));
  const convs = readers.filter(isFoldableConv);
  const isOutput = Object.values(network.outputs).includes(name);
  return convs.length === readers.length && !isOutput ? convs : undefined;
}

const isFoldableConv = (node: Node): node is ConvNode =>
  node.operation.op === 'conv' && node.operation.padding === 'valid' && node.operation.bias;

function foldInto(
  weights: Map<string, { shape: readonly number[]; data: Float32Array }>,
  { layer, kernel, filters }: OperationOf<'conv'>,
  before: Shape,
): void {
  const shape = [...kernel, channelsOf(before), filters];
  const { data } = readParameter(weights, `${layer}/weights`, shape);
  const biases = Float64Array.from(readParameter(weights, `${layer}/biases`, [filters]).data);
  data.forEach((weight, i) => {
    biases[i % filters] = (biases[i % filters] ?? 0) - (weight * 127.5) / 128;
  });
  weights.set(`${layer}/weights`, { shape, data: data.map((weight) => weight / 128) });
  weights.set(`${layer}/biases`, { shape: [filters], data: Float32Array.from(biases) });
}
