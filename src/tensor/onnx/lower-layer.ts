import type { Tensor, Weights } from '../../core/tensor.ts';
import type { Node } from '../network.ts';
import type { GraphWriter } from './graph.ts';
import { readLayerWeights, readParameter, readRange, readScales, type Range } from '../parameters.ts';

type Parameter = Tensor<Float32Array>;

export interface LayerContext {
  readonly graph: GraphWriter;
  readonly weights: Weights;
  /** The nodes so far, by name. */
  readonly nodes: ReadonlyMap<string, Node>;
}

export interface Layer {
  readonly layer: string;
  readonly bias: boolean;
  /** Of the weights as they are stored. */
  readonly shape: readonly number[];
  /** Filters, channels or units. */
  readonly outputs: number;
  /** Brings the weights into the runtime's order of axes, in which `axis` counts the outputs. */
  readonly permute: (weights: Parameter) => Parameter;
  readonly axis: number;
}

/**
 * Adds the weights and biases of a layer, and returns their names. Where the layer's input is rounded and its weights have
 * scales, they are int8 followed by their way back to floats: the form from which the runtime makes a layer that
 * computes in integers.
 */
export function layerParameters(context: LayerContext, node: Node, layer: Layer): string[] {
  const { graph, weights } = context;
  const biases = layer.bias ? readParameter(weights, `${layer.layer}/biases`, [layer.outputs]) : undefined;
  const scales = readScales(weights, layer.layer, layer.outputs);
  const range = scales && rangeBefore(context, node);
  if (scales && range) {
    const { shape, data } = layer.permute(readParameter(weights, `${layer.layer}/weights`, layer.shape));
    const whole = { shape, data: Int8Array.from(data) };
    const names = [dequantised(graph, `${layer.layer}/weights`, whole, { scales, axis: layer.axis })];
    const steps = scales.map((scale) => scale * range.scale);
    if (biases) names.push(wholeBiases(graph, layer, biases.data, steps));
    return names;
  }
  const floats = layer.permute(readLayerWeights(weights, layer, layer.shape));
  const names = [graph.parameter(`${layer.layer}/weights`, floats)];
  if (biases) names.push(graph.parameter(`${layer.layer}/biases`, biases));
  return names;
}

/** Rounds a value to bytes and back, as `quantise` says. */
export function quantise({ graph, weights }: LayerContext, node: Node, layer: string): void {
  const { scale, zeroPoint } = readRange(weights, layer);
  const parameters = [
    graph.constant(scale),
    graph.parameter(`zero point ${String(zeroPoint)}`, { shape: [], data: Uint8Array.of(zeroPoint) }),
  ];
  const bytes = `${node.name}/bytes`;
  graph.add('QuantizeLinear', [...node.inputs, ...parameters], bytes);
  graph.add('DequantizeLinear', [bytes, ...parameters], node.name);
}

function rangeBefore({ weights, nodes }: LayerContext, { inputs }: Node): Range | undefined {
  const before = nodes.get(inputs[0] ?? '')?.operation;
  return before?.op === 'quantise' ? readRange(weights, before.layer) : undefined;
}

interface Steps {
  readonly scales: Float32Array;
  readonly axis: number;
}

/** Integers as a parameter, then as floats. */
function dequantised(
  graph: GraphWriter,
  name: string,
  { shape, data }: { shape: readonly number[]; data: Int8Array | Int32Array },
  { scales, axis }: Steps,
): string {
  const steps = graph.parameter(`${name}/steps`, { shape: [scales.length], data: scales });
  const zero = graph.parameter(`${name}/zero`, {
    shape: [scales.length],
    data: data instanceof Int8Array ? new Int8Array(scales.length) : new Int32Array(scales.length),
  });
  const whole = graph.parameter(name, { shape, data });
  graph.add('DequantizeLinear', [whole, steps, zero], `${name}/floats`, { axis });
  return `${name}/floats`;
}

/** Biases in the steps of the products that they are added to. */
function wholeBiases(graph: GraphWriter, { layer }: Layer, biases: Float32Array, scales: Float32Array): string {
  const whole = Int32Array.from(biases, (bias, i) => Math.round(bias / (scales[i] ?? 1)));
  return dequantised(graph, `${layer}/biases`, { shape: [whole.length], data: whole }, { scales, axis: 0 });
}
