import type { Tensor } from '../../core/tensor.ts';
import type { Network, Node, Operation, OperationOf } from '../network.ts';

type Layer = OperationOf<'conv' | 'depthwise-conv'>;

/** Operations through which a factor of a channel, above 0, goes unchanged. */
const CHANNELWISE = new Set<Operation['op']>(['relu', 'prelu', 'max-pool', 'average-pool', 'add']);

/** Nodes that have the same channels, between the convolutions that give them and those that take them. */
export interface ChannelGroup {
  readonly members: readonly Node[];
  readonly before: readonly Layer[];
  readonly behind: readonly Layer[];
}

/**
 * The groups of nodes whose channels can be multiplied by numbers of their own without any effect on the network's results: all
 * that is before and behind them are convolutions, which can take up the factors.
 */
export function channelGroups(network: Network): ChannelGroup[] {
  const groups = new Map<string, Node[]>();
  for (const node of network.nodes) {
    const inputs = CHANNELWISE.has(node.operation.op) ? node.inputs : [];
    const joined = [node, ...new Set(inputs.flatMap((input) => groups.get(input) ?? []))];
    for (const { name } of joined) groups.set(name, joined);
  }
  return [...new Set(groups.values())].flatMap((members) => toGroup(network, members) ?? []);
}

function toGroup(network: Network, members: readonly Node[]): ChannelGroup | undefined {
  const names = new Set(members.map(({ name }) => name));
  const behind = network.nodes
    .filter((node) => !names.has(node.name) && node.inputs.some((input) => names.has(input)))
    .map(({ operation }) => operation);
  const before = members.map(({ operation }) => operation).filter(({ op }) => !CHANNELWISE.has(op));
  const isOutput = Object.values(network.outputs).some((name) => names.has(name));
  return before.every(isLayer) && behind.every(isLayer) && !isOutput ? { members, before, behind } : undefined;
}

const isLayer = (operation: Operation): operation is Layer =>
  operation.op === 'conv' || operation.op === 'depthwise-conv';

export interface ChannelFactors {
  /** What the convolutions before give is multiplied by these. */
  readonly outwards: Float32Array;
  /** What those behind take is multiplied by these. */
  readonly inwards: Float32Array;
}

/** Multiplies the weights and biases on both sides of a group. */
export function foldFactors(
  weights: Map<string, Tensor<Float32Array>>,
  { before, behind }: ChannelGroup,
  { outwards, inwards }: ChannelFactors,
): void {
  const channels = outwards.length;
  // Kernels end with (inputs, filters); depthwise ones with (channels, 1).
  for (const { layer } of before) {
    scale(weights, `${layer}/weights`, (i) => outwards[i % channels] ?? 1);
    scale(weights, `${layer}/biases`, (i) => outwards[i] ?? 1);
  }
  for (const layer of behind) {
    const filters = layer.op === 'conv' ? layer.filters : 1;
    scale(weights, `${layer.layer}/weights`, (i) => inwards[Math.floor(i / filters) % channels] ?? 1);
  }
}

function scale(weights: Map<string, Tensor<Float32Array>>, name: string, factor: (index: number) => number): void {
  const stored = weights.get(name);
  if (stored) weights.set(name, { ...stored, data: stored.data.map((value, i) => value * factor(i)) });
}
