import { FacekitError } from '../core/errors.ts';
import type { Tensor, Weights } from '../core/tensor.ts';
import type { Network, Node } from './network.ts';
import { channelsOf, featuresOf, type Shape } from './shapes.ts';

/**
 * A parameter of the shape that the description expects.
 *
 * @throws FacekitError `weights-missing`, `weights-shape`.
 */
export function readParameter(
  weights: Weights,
  name: string,
  shape: readonly number[],
): Tensor<Float32Array> {
  const tensor = weights.get(name);
  if (!tensor)
    throw new FacekitError('weights-missing', `Expected a parameter ${name} in the weights but found none; is this the weight file of another network?`); // prettier-ignore
  if (tensor.shape.join() !== shape.join())
    throw new FacekitError('weights-shape', `Expected ${name} of shape (${shape.join(', ')}) but found (${tensor.shape.join(', ')}); is this the weight file of another network?`); // prettier-ignore
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

function parametersOf({ operation }: Node, before: Shape): [string, readonly number[]][] {
  switch (operation.op) {
    case 'conv':
      return layer(
        operation,
        [...operation.kernel, channelsOf(before), operation.filters],
        operation.filters,
      );
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
