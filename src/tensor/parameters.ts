import { FacekitError } from '../core/errors.ts';
import type { Tensor, Weights } from '../core/tensor.ts';
import type { Network, Node } from './network.ts';
import { channelsOf, featuresOf, type Shape } from './shapes.ts';

/**
 * A parameter of the shape that the description expects.
 *
 * @throws FacekitError `weights-missing`, `weights-shape`.
 */
export function readParameter(weights: Weights, name: string, shape: readonly number[]): Tensor<Float32Array> {
  const tensor = weights.get(name);
  if (!tensor)
    throw new FacekitError(
      'weights-missing',
      `Expected a parameter ${name} in the weights but found none; is this the weight file of another network?`,
    );
  if (tensor.shape.join() !== shape.join())
    throw new FacekitError(
      'weights-shape',
      `Expected ${name} of shape (${shape.join(', ')}) but found (${tensor.shape.join(', ')}); is this the weight file of another network?`,
    );
  return tensor;
}

/** Every parameter of a network with its shape, in the order of the nodes. */
export function parameterShapes(network: Network): Map<string, readonly number[]> {
  const shapes = new Map<string, Shape>([[network.input.name, network.input.shape]]);
  return new Map(
    network.nodes.flatMap((node) => {
      const before = shapes.get(node.inputs[0] ?? '') ?? [];
      shapes.set(node.name, node.shape);
      return parametersOf(node, before);
    }),
  );
}

/** The parameters of a node with their shapes; `before` is the shape of what enters it. */
export function parametersOf({ operation }: Node, before: Shape): [string, readonly number[]][] {
  switch (operation.op) {
    case 'conv':
      return layer(operation, [...operation.kernel, channelsOf(before), operation.filters], operation.filters);
    case 'depthwise-conv':
      return layer(operation, [...operation.kernel, channelsOf(before), 1], channelsOf(before));
    case 'dense':
      return layer(operation, [featuresOf(before), operation.units], operation.units);
    case 'prelu':
      return [[`${operation.layer}/alpha`, [channelsOf(before)]]];
    default:
      return [];
  }
}

const layer = (
  { layer: name, bias }: { readonly layer: string; readonly bias: boolean },
  weights: readonly number[],
  outputs: number,
): [string, readonly number[]][] => [
  [`${name}/weights`, weights],
  ...(bias ? [[`${name}/biases`, [outputs]] as [string, readonly number[]]] : []),
];

/**
 * The weights of a layer as floats: as they are stored or, where they are int8, times their scales.
 *
 * @param layer its name, and the number of its outputs (filters, channels or units), which the last axis above 1 counts.
 * @throws FacekitError `weights-missing`, `weights-shape`.
 */
export function readLayerWeights(
  weights: Weights,
  { layer, outputs }: { layer: string; outputs: number },
  shape: readonly number[],
): Tensor<Float32Array> {
  const stored = readParameter(weights, `${layer}/weights`, shape);
  const scales = readScales(weights, layer, outputs);
  return scales ? { shape, data: stored.data.map((whole, i) => whole * (scales[i % outputs] ?? 1)) } : stored;
}

/** What a step of a layer's int8 weights stands for, one scale an output; undefined where its weights are floats. */
export function readScales(weights: Weights, layer: string, outputs: number): Float32Array | undefined {
  const name = `${layer}/scales`;
  return weights.has(name) ? readParameter(weights, name, [outputs]).data : undefined;
}

/** How the numbers 0 to 255 stand for values: x = scale · (number − zeroPoint). */
export interface Range {
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * The range of a `quantise` operation.
 *
 * @throws FacekitError `weights-missing`, `weights-shape`, `weights-range` for one that is none.
 */
export function readRange(weights: Weights, layer: string): Range {
  const [scale = NaN, zeroPoint = NaN] = readParameter(weights, `${layer}/range`, [2]).data;
  const isByte = Number.isInteger(zeroPoint) && zeroPoint >= 0 && zeroPoint <= 255;
  if (scale > 0 && Number.isFinite(scale) && isByte) return { scale, zeroPoint };
  throw new FacekitError(
    'weights-range',
    `Expected a scale above 0 and a zero point from 0 to 255 as range of ${layer} but found ${scale} and ${zeroPoint}; the model is damaged, quantise it again.`,
  );
}
