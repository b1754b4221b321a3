import type { Tensor, Weights } from '../../core/tensor.ts';
import type { Network, Node, OperationOf } from '../network.ts';
import { readParameter } from '../parameters.ts';
import { channelsOf, type Shape } from '../shapes.ts';

/** ONNX Runtime's blocked convolutions work on 8 or 16 channels at a time, and only where the count is a multiple. */
export const BLOCK = 16;

/** Operations that treat each channel by itself and turn zeros into zeros. */
const CHANNELWISE = new Set(['prelu', 'relu', 'max-pool', 'average-pool']);

/**
 * The same network with hidden convolutions widened to whole blocks of channels by filters of zeros. The numbers do not
 * change; the runtime stays in its fast layout instead of converting back and forth around each layer of 10 or 28 channels.
 */
export function padChannels(network: Network, weights: Weights): { network: Network; weights: Weights } {
  const padded = new Map(weights);
  const widened = new Set(network.nodes.filter((node) => canWiden(network, node)).map(({ name }) => name));
  const shapes = new Map<string, Shape>([[network.input.name, network.input.shape]]);
  const nodes = network.nodes.map((node) => {
    const before = shapes.get(node.inputs[0] ?? '') ?? [];
    const after = widenNode({ node, before, widen: widened.has(node.name), weights: padded });
    shapes.set(after.name, after.shape);
    return after;
  });
  return { network: { ...network, nodes }, weights: padded };
}

/**
 * Whether every reader of a convolution's result is another convolution, with only channelwise operations between. Layers that several nodes share stay as they are:
 * not all of these nodes may be such.
 */
function canWiden(network: Network, node: Node): boolean {
  return isOnlyConv(network, node) && readersAre(network, node.name);
}

const isOnlyConv = ({ nodes }: Network, { operation }: Node): boolean =>
  operation.op === 'conv' &&
  nodes.filter(({ operation: other }) => other.op === 'conv' && other.layer === operation.layer).length === 1;

function readersAre(network: Network, name: string): boolean {
  const readers = network.nodes.filter((node) => node.inputs.includes(name));
  if (readers.length === 0 || Object.values(network.outputs).includes(name)) return false;
  return readers.every(
    (reader) =>
      isOnlyConv(network, reader) || (CHANNELWISE.has(reader.operation.op) && readersAre(network, reader.name)),
  );
}

interface Widening {
  readonly node: Node;
  /** Shape of the input, as it is after widening. */
  readonly before: Shape;
  readonly widen: boolean;
  /** Padded parameters replace the original ones here. */
  readonly weights: Map<string, Tensor<Float32Array>>;
}

function widenNode({ node, before, widen, weights }: Widening): Node {
  const { operation } = node;
  if (operation.op === 'conv') return widenConv(node, operation, { node, before, widen, weights });
  if (!CHANNELWISE.has(operation.op)) return node;
  const channels = channelsOf(before);
  if (operation.op === 'prelu') pad(weights, `${operation.layer}/alpha`, [channelsOf(node.shape)], [channels]);
  return { ...node, shape: [...node.shape.slice(0, -1), channels] };
}

function widenConv(node: Node, operation: OperationOf<'conv'>, { before, widen, weights }: Widening): Node {
  const { layer, kernel, bias } = operation;
  const filters = widen ? Math.ceil(operation.filters / BLOCK) * BLOCK : operation.filters;
  const stored = weights.get(`${layer}/weights`)?.shape[2] ?? channelsOf(before);
  pad(weights, `${layer}/weights`, [...kernel, stored, operation.filters], [...kernel, channelsOf(before), filters]);
  if (bias) pad(weights, `${layer}/biases`, [operation.filters], [filters]);
  return { ...node, operation: { ...operation, filters }, shape: [...node.shape.slice(0, -1), filters] };
}

/** Puts the parameter into a larger one of zeros, at the origin. */
function pad(weights: Map<string, Tensor<Float32Array>>, name: string, from: readonly number[], to: readonly number[]) {
  const { data } = readParameter(weights, name, from);
  if (from.join() === to.join()) return;
  const padded = new Float32Array(to.reduce((size, n) => size * n, 1));
  const [inputs, filters] = [from.at(-2) ?? 1, from.at(-1) ?? 1];
  const [inputsTo, filtersTo] = [to.at(-2) ?? 1, to.at(-1) ?? 1];
  for (let row = 0; row < data.length / filters; row++) {
    const target = Math.floor(row / inputs) * inputsTo + (row % inputs);
    padded.set(data.subarray(row * filters, (row + 1) * filters), target * filtersTo);
  }
  weights.set(name, { shape: to, data: padded });
}
