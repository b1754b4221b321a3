import type { Weights } from '../../core/tensor.ts';
import { filled, takeFilters, takeInputs, type Parameters } from './channel-sources.ts';
import type { Network, Node, OperationOf } from '../network.ts';
import { BLOCK } from './pad-channels.ts';
import { readParameter } from '../parameters.ts';
import { channelsOf, type Shape } from '../shapes.ts';

/**
 * The same network with less work between a convolution and the max pooling behind a PReLU, which is a pass or two over the largest
 * feature map of a network. ONNX Runtime convolves whole blocks of channels; the spare ones of a block are put to use:
 *
 * - Where there is one for each negative slope, PReLU goes behind the pooling, to a quarter of the values. A positive slope commutes with
 *   the maximum; a negative one makes max(x, αx), whose maximum is the larger of those of x and of αx, a channel each.
 * - Else, where there is one for each slope above 1, that channel becomes two, x and ReLU(x), and the next convolution adds α times the one
 *   and 1 − α times the other. Without such slopes PReLU is one pass instead of two (`prelu` of lower-to-onnx.ts).
 */
export function rewritePrelu(network: Network, weights: Weights): { network: Network; weights: Weights } {
  const rewritten = new Map(weights);
  const replaced = new Map<string, readonly Node[]>();
  for (const group of groupsOf(network)) {
    const slopes = slopesOf(group, weights);
    const spare = Math.ceil(slopes.length / BLOCK) * BLOCK - slopes.length;
    const count = (test: (slope: number) => boolean): number => slopes.filter(test).length;
    const rewrite =
      count((slope) => slope < 0) <= spare ? poolFirst : count((slope) => slope > 1) <= spare ? splitSteep : undefined;
    for (const [name, nodes] of rewrite?.(group, slopes, rewritten) ?? []) replaced.set(name, nodes);
  }
  const nodes = network.nodes.flatMap((node) => replaced.get(node.name) ?? [node]);
  return { network: { ...network, nodes }, weights: rewritten };
}

type NodeOf<Kind extends 'conv' | 'prelu' | 'max-pool'> = Node & { readonly operation: OperationOf<Kind> };

/** A convolution, a PReLU, a max pooling, each read by the next alone, and the convolutions that read the last. */
interface Group {
  readonly conv: NodeOf<'conv'>;
  readonly prelu: NodeOf<'prelu'>;
  readonly pool: NodeOf<'max-pool'>;
  readonly next: readonly NodeOf<'conv'>[];
}

function groupsOf(network: Network): Group[] {
  return network.nodes.filter(isNode('conv')).flatMap((conv) => {
    const prelu = onlyReader(network, conv, isNode('prelu'));
    const pool = prelu && onlyReader(network, prelu, isNode('max-pool'));
    if (!pool) return [];
    const readers = readersOf(network, pool);
    const next = readers.filter(isNode('conv'));
    if (next.length === 0 || next.length < readers.length) return [];
    return [{ conv, prelu, pool, next }];
  });
}

function onlyReader<Kind extends Node>(
  network: Network,
  node: Node,
  isKind: (reader: Node) => reader is Kind,
): Kind | undefined {
  const [reader, ...others] = readersOf(network, node);
  return reader && others.length === 0 && isKind(reader) ? reader : undefined;
}

const isNode =
  <Kind extends 'conv' | 'prelu' | 'max-pool'>(kind: Kind) =>
  (node: Node): node is NodeOf<Kind> =>
    node.operation.op === kind;

/** None for a value that leaves the network. */
function readersOf({ nodes, outputs }: Network, { name }: Node): Node[] {
  return Object.values(outputs).includes(name) ? [] : nodes.filter(({ inputs }) => inputs.includes(name));
}

const slopesOf = ({ prelu }: Group, weights: Weights): number[] => [
  ...readParameter(weights, `${prelu.operation.layer}/alpha`, [channelsOf(prelu.shape)]).data,
];

/** Node name → the nodes in its place. */
type Replacements = [string, readonly Node[]][];

/** See `rewritePrelu`. Behind the pooling every channel is K · m, rectified, plus L · m, where m are the pooled channels. */
function poolFirst(group: Group, slopes: readonly number[], weights: Parameters): Replacements {
  const { conv, prelu, pool, next } = group;
  const channels = Math.ceil(slopes.length / BLOCK) * BLOCK;
  const downward = slopes.flatMap((slope, channel) => (slope < 0 ? [{ channel, factor: slope }] : []));
  const filters = filled([...slopes.map((_, channel) => ({ channel, factor: 1 })), ...downward], channels);
  takeFilters(weights, conv.operation, filters);
  const { layer } = prelu.operation;
  for (const [part, data] of Object.entries(mixOf(slopes, channels)))
    weights.set(`${layer}/${part}/weights`, { shape: [1, 1, channels, channels], data });
  // What bends down, steeper to the left, comes upside down: a rectifier bends up.
  const signs = slopes.map((slope, channel) => ({ channel, factor: slope > 1 ? -1 : 1 }));
  for (const reader of next) takeInputs(weights, reader.operation, slopes.length, filled(signs, channels));
  return [
    [conv.name, [widened(conv, channels)]],
    [prelu.name, []],
    [pool.name, mixingNodes(group, channels)],
  ];
}

/** K and L of `poolFirst`, (inputs, outputs). Behind the channels themselves are those with a negative slope, times it. */
function mixOf(slopes: readonly number[], channels: number): { kink: Float32Array; line: Float32Array } {
  const kink = new Float32Array(channels * channels);
  const line = new Float32Array(channels * channels);
  let downward = slopes.length;
  slopes.forEach((slope, channel) => {
    const own = channel * channels + channel;
    if (slope < 0) {
      // max(x, αx) = x + ReLU(αx − x)
      line[own] = 1;
      kink[own] = -1;
      kink[downward++ * channels + channel] = 1;
    } else {
      // ±PReLU(x) = ±αx + ReLU(|1 − α| · x)
      line[own] = slope > 1 ? -slope : slope;
      kink[own] = Math.abs(1 - slope);
    }
  });
  return { kink, line };
}

/** The pooling, then both mixtures and their sum, which has the pooling's name. */
function mixingNodes({ conv, prelu, pool }: Group, channels: number): Node[] {
  const shape = withChannels(pool.shape, channels);
  const [pooled, rectified] = [`${pool.name}/first`, `${pool.name}/rectified`];
  const mix = (part: string): Node => ({
    name: `${pool.name}/${part}`,
    inputs: [pooled],
    shape,
    operation: {
      op: 'conv',
      layer: `${prelu.operation.layer}/${part}`,
      filters: channels,
      bias: false,
      kernel: [1, 1],
      stride: 1,
      padding: 'valid',
    },
  });
  return [
    { ...pool, name: pooled, inputs: [conv.name], shape },
    mix('kink'),
    { name: rectified, inputs: [`${pool.name}/kink`], shape, operation: { op: 'relu' } },
    mix('line'),
    { name: pool.name, inputs: [`${pool.name}/line`, rectified], shape, operation: { op: 'add' } },
  ];
}

/** See `rewritePrelu`. */
function splitSteep(group: Group, slopes: readonly number[], weights: Parameters): Replacements {
  const { conv, prelu, pool, next } = group;
  const steep = slopes.flatMap((slope, channel) => (slope > 1 ? [{ slope, channel }] : []));
  if (steep.length === 0) return [];
  const filters = [...slopes.keys(), ...steep.map(({ channel }) => channel)];
  const channels = filters.length;
  takeFilters(
    weights,
    conv.operation,
    filters.map((channel) => ({ channel, factor: 1 })),
  );
  const gentle = slopes.map((slope) => Math.min(slope, 1));
  weights.set(`${prelu.operation.layer}/alpha`, {
    shape: [channels],
    data: Float32Array.from([...gentle, ...steep.map(() => 0)]),
  });
  const inputs = [
    ...slopes.map((slope, channel) => ({ channel, factor: slope > 1 ? slope : 1 })),
    ...steep.map(({ slope, channel }) => ({ channel, factor: 1 - slope })),
  ];
  for (const reader of next) takeInputs(weights, reader.operation, slopes.length, inputs);
  return [
    [conv.name, [widened(conv, channels)]],
    [prelu.name, [{ ...prelu, shape: withChannels(prelu.shape, channels) }]],
    [pool.name, [{ ...pool, shape: withChannels(pool.shape, channels) }]],
  ];
}

const withChannels = (shape: Shape, channels: number): Shape => [...shape.slice(0, -1), channels];

const widened = (conv: NodeOf<'conv'>, filters: number): Node => ({
  ...conv,
  operation: { ...conv.operation, filters },
  shape: withChannels(conv.shape, filters),
});
