import type { Tensor, Weights } from '../core/tensor.ts';
import type { Network, Node, OperationOf } from './network.ts';
import { BLOCK } from './pad-channels.ts';
import { readParameter } from './parameters.ts';
import { channelsOf, type Shape } from './shapes.ts';

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
      count((slope) => slope < 0) <= spare
        ? poolFirst
        : count((slope) => slope > 1) <= spare
          ? splitSteep
          : undefined;
    for (const [name, nodes] of rewrite?.(group, slopes, rewritten) ?? []) replaced.set(name, nodes);
  }
  const nodes = network.nodes.flatMap((node) => replaced.get(node.name) ?? [node]);
  return { network: { ...network, nodes }, weights: rewritten };
}

type NodeOf<Kind extends 'conv' | 'prelu' | 'max-pool'> = Node & { readonly operation: OperationOf<Kind> };

/** A convolution, a PReLU, a max pooling, each read by the next alone, and the convolutions that read the last. */
interface Group {
  readonly conv: NodeOf<'conv'>;
  /** Channels that the convolution reads. */
  readonly inputs: number;
  readonly prelu: NodeOf<'prelu'>;
  readonly pool: NodeOf<'max-pool'>;
  readonly next: readonly NodeOf<'conv'>[];
}

function groupsOf(network: Network): Group[] {
  const shapes = new Map<string, Shape>(network.nodes.map(({ name, shape }) => [name, shape]));
  return network.nodes.filter(isNode('conv')).flatMap((conv) => {
    const prelu = onlyReader(network, conv, isNode('prelu'));
    const pool = prelu && onlyReader(network, prelu, isNode('max-pool'));
    if (!pool) return [];
    const readers = readersOf(network, pool);
    const next = readers.filter(isNode('conv'));
    if (next.length === 0 || next.length < readers.length) return [];
    const input = shapes.get(conv.inputs[0] ?? '') ?? network.input.shape;
    return [{ conv, inputs: channelsOf(input), prelu, pool, next }];
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

type Parameters = Map<string, Tensor<Float32Array>>;
/** Node name → the nodes in its place. */
type Replacements = [string, readonly Node[]][];

/** A channel made of an earlier one, times a factor. */
interface Source {
  readonly channel: number;
  readonly factor: number;
}

const UNUSED: Source = { channel: 0, factor: 0 };

/** See `rewritePrelu`: every channel is K · m, rectified, plus L · m, where m are the pooled channels. */
function poolFirst(group: Group, slopes: readonly number[], weights: Parameters): Replacements {
  const { conv, prelu, pool, next } = group;
  const channels = Math.ceil(slopes.length / BLOCK) * BLOCK;
  const downward = slopes.flatMap((slope, channel) => (slope < 0 ? [{ channel, factor: slope }] : []));
  const filters = filled([...slopes.map((_, channel) => ({ channel, factor: 1 })), ...downward], channels);
  // What bends down, steeper to the left, is computed upside down: a rectifier bends up.
  const signs = slopes.map((slope, channel) => ({ channel, factor: slope > 1 ? -1 : 1 }));
  const kink = new Float32Array(channels * channels);
  const line = new Float32Array(channels * channels);
  slopes.forEach((slope, c) => {
    const own = c * channels + c;
    line[own] = slope < 0 ? 1 : slope > 1 ? -slope : slope;
    kink[own] = slope < 0 ? -1 : Math.abs(1 - slope);
  });
  downward.forEach(({ channel }, i) => (kink[(slopes.length + i) * channels + channel] = 1));
  const { layer } = prelu.operation;
  weights.set(`${layer}/kink/weights`, { shape: [1, 1, channels, channels], data: kink });
  weights.set(`${layer}/line/weights`, { shape: [1, 1, channels, channels], data: line });
  takeFilters(weights, group, filters);
  for (const reader of next) takeInputs(weights, reader, slopes.length, filled(signs, channels));
  const shape = withChannels(pool.shape, channels);
  const pooled = `${pool.name}/first`;
  const mix = (part: string): Node => ({
    name: `${pool.name}/${part}`,
    inputs: [pooled],
    shape,
    operation: { op: 'conv', layer: `${layer}/${part}`, filters: channels, bias: false, kernel: [1, 1], stride: 1, padding: 'valid' }, // prettier-ignore
  });
  const rectified = `${pool.name}/rectified`;
  return [
    [conv.name, [widened(conv, channels)]],
    [prelu.name, []],
    [
      pool.name,
      [
        { ...pool, name: pooled, inputs: [conv.name], shape },
        mix('kink'),
        { name: rectified, inputs: [`${pool.name}/kink`], shape, operation: { op: 'relu' } },
        mix('line'),
        { name: pool.name, inputs: [`${pool.name}/line`, rectified], shape, operation: { op: 'add' } },
      ],
    ],
  ];
}

/** See `rewritePrelu`. */
function splitSteep(group: Group, slopes: readonly number[], weights: Parameters): Replacements {
  const { conv, prelu, pool, next } = group;
  const steep = slopes.flatMap((slope, channel) => (slope > 1 ? [{ slope, channel }] : []));
  if (steep.length === 0) return [];
  const filters = [...slopes.keys(), ...steep.map(({ channel }) => channel)];
  const channels = filters.length;
  takeFilters(weights, group, filters.map((channel) => ({ channel, factor: 1 }))); // prettier-ignore
  const gentle = slopes.map((slope) => Math.min(slope, 1));
  weights.set(`${prelu.operation.layer}/alpha`, { shape: [channels], data: Float32Array.from([...gentle, ...steep.map(() => 0)]) }); // prettier-ignore
  const inputs = [
    ...slopes.map((slope, channel) => ({ channel, factor: slope > 1 ? slope : 1 })),
    ...steep.map(({ slope, channel }) => ({ channel, factor: 1 - slope })),
  ];
  for (const reader of next) takeInputs(weights, reader, slopes.length, inputs);
  return [
    [conv.name, [widened(conv, channels)]],
    [prelu.name, [{ ...prelu, shape: withChannels(prelu.shape, channels) }]],
    [pool.name, [{ ...pool, shape: withChannels(pool.shape, channels) }]],
  ];
}

const filled = (sources: readonly Source[], length: number): Source[] =>
  Array.from({ length }, (_, i) => sources[i] ?? UNUSED);

const withChannels = (shape: Shape, channels: number): Shape => [...shape.slice(0, -1), channels];

const widened = (conv: NodeOf<'conv'>, filters: number): Node => ({
  ...conv,
  operation: { ...conv.operation, filters },
  shape: withChannels(conv.shape, filters),
});

/** Makes the filters of a convolution out of its old ones. */
function takeFilters(weights: Parameters, { conv, inputs }: Group, sources: readonly Source[]): void {
  const { layer, kernel, filters, bias } = conv.operation;
  const take = (name: string, shape: readonly number[]): void => {
    const { data } = readParameter(weights, name, [...shape, filters]);
    const rows = data.length / filters;
    const taken = new Float32Array(rows * sources.length);
    sources.forEach(({ channel, factor }, filter) => {
      for (let row = 0; row < rows; row++) {
        taken[row * sources.length + filter] = factor * (data[row * filters + channel] ?? 0);
      }
    });
    weights.set(name, { shape: [...shape, sources.length], data: taken });
  };
  take(`${layer}/weights`, [...kernel, inputs]);
  if (bias) take(`${layer}/biases`, []);
}

/** Makes what a convolution does with its inputs out of what it did with the `before` old ones. */
function takeInputs(
  weights: Parameters,
  { operation: { layer, kernel, filters } }: NodeOf<'conv'>,
  before: number,
  sources: readonly Source[],
): void {
  const name = `${layer}/weights`;
  const { data } = readParameter(weights, name, [...kernel, before, filters]);
  const places = kernel[0] * kernel[1];
  const taken = new Float32Array(places * sources.length * filters);
  for (let place = 0, to = 0; place < places; place++) {
    for (const { channel, factor } of sources) {
      const from = (place * before + channel) * filters;
      for (let filter = 0; filter < filters; filter++) taken[to++] = factor * (data[from + filter] ?? 0);
    }
  }
  weights.set(name, { shape: [...kernel, sources.length, filters], data: taken });
}
