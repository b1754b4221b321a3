import type { Tensor, Weights } from '../../core/tensor.ts';
import { layerParameters, quantise, type LayerContext } from './lower-layer.ts';
import {
  l2Normalise,
  localResponseNorm,
  maxout,
  resizeTo,
  softmax,
  upsample,
  windowAttributes,
} from './lower-operation.ts';
import { lowerStandardise } from './lower-standardise.ts';
import type { Network, Node, OperationOf } from '../network.ts';
import { GraphWriter } from './graph.ts';
import { encodeModel, type OnnxModel } from './protobuf-encoder.ts';
import { readParameter } from '../parameters.ts';
import { permuteConv, permuteDense, permuteDepthwise } from '../permute.ts';
import { channelsOf, featuresOf, spatial, type Shape } from '../shapes.ts';

/** A feature map leaves as channels-last (N, H, W, C). */
const TO_CHANNELS_LAST = [0, 2, 3, 1];

/**
 * Lowers a network description with its weights to an ONNX model. Inside, feature maps are planes (N, C, H, W), which is
 * what ONNX computes on; the images enter and the outputs leave channels-last.
 *
 * @throws FacekitError `weights-missing`, `weights-shape` when the weights are not those of this network.
 */
export function lowerToOnnx(network: Network, weights: Weights): OnnxModel {
  const graph = new GraphWriter();
  const shapes = new Map<string, Shape>([[network.input.name, network.input.shape]]);
  const nodes = new Map(network.nodes.map((node) => [node.name, node]));
  for (const node of network.nodes) {
    lowerNode({ graph, weights, network, nodes }, node, shapeBefore(shapes, node));
    shapes.set(node.name, node.shape);
  }
  const outputs = Object.entries(network.outputs).map(([name, source]) => {
    const shape = shapes.get(source) ?? [];
    if (shape.length === 4) graph.add('Transpose', [source], name, { perm: TO_CHANNELS_LAST });
    else graph.add('Identity', [source], name);
    return { name, type: 'float32' as const, shape };
  });
  return encodeModel({ name: network.name, inputs: [network.input], outputs, ...graph.parts() });
}

interface Context extends LayerContext {
  readonly network: Network;
}

function shapeBefore(shapes: ReadonlyMap<string, Shape>, node: Node): Shape {
  const shape = shapes.get(node.inputs[0] ?? '');
  if (!shape) throw new Error(`Expected the input of ${node.name} to be described before it`);
  return shape;
}

function lowerNode(context: Context, node: Node, inputShape: Shape): void {
  const { graph } = context;
  const { operation, inputs, name } = node;
  switch (operation.op) {
    case 'standardise':
      return lowerStandardise(graph, {
        input: inputs[0] ?? '',
        output: name,
        standardisation: operation.standardisation,
        isBytes: context.network.input.type === 'uint8',
        shape: node.shape,
      });
    case 'conv':
      return conv(context, node, operation, channelsOf(inputShape));
    case 'depthwise-conv':
      return depthwiseConv(context, node, operation);
    case 'dense':
      return dense(context, node, operation, inputShape);
    case 'prelu':
      return prelu(context, node, operation);
    case 'max-pool':
      return graph.add('MaxPool', inputs, name, windowAttributes(operation));
    case 'average-pool':
      return graph.add('AveragePool', inputs, name, windowAttributes(operation));
    case 'l2-pool':
      return graph.add('LpPool', inputs, name, { ...windowAttributes(operation), p: 2 });
    case 'local-response-norm':
      return localResponseNorm(graph, node, operation);
    case 'maxout':
      return maxout(graph, node, operation.pieces);
    case 'global-average-pool':
      return graph.chain(inputs, name, [['GlobalAveragePool'], ['Flatten']]);
    case 'relu':
      return graph.add('Relu', inputs, name);
    case 'sigmoid':
      return graph.add('Sigmoid', inputs, name);
    case 'softmax':
      return softmax(graph, node);
    case 'add':
      return graph.add('Add', inputs, name);
    case 'concat':
      return graph.add('Concat', inputs, name, { axis: 1 });
    case 'scale':
      return graph.add('Mul', [...inputs, graph.constant(operation.factor)], name);
    case 'l2-normalise':
      return l2Normalise(graph, node, operation.epsilon);
    case 'quantise':
      return quantise(context, node, operation.layer);
    case 'upsample':
      return upsample(graph, node, operation.factor);
    case 'resize-to':
      return resizeTo(graph, node);
  }
}

function conv(context: Context, node: Node, operation: OperationOf<'conv'>, channels: number): void {
  const { layer, filters, kernel, bias } = operation;
  const shape = [...kernel, channels, filters];
  const parameters = layerParameters(context, node, {
    layer,
    bias,
    shape,
    outputs: filters,
    permute: permuteConv,
    axis: 0,
  });
  context.graph.add('Conv', [...node.inputs, ...parameters], node.name, windowAttributes(operation));
}

function depthwiseConv(context: Context, node: Node, operation: OperationOf<'depthwise-conv'>): void {
  const { layer, kernel, bias } = operation;
  const channels = channelsOf(node.shape);
  const shape = [...kernel, channels, 1];
  const parameters = layerParameters(context, node, {
    layer,
    bias,
    shape,
    outputs: channels,
    permute: permuteDepthwise,
    axis: 0,
  });
  const attributes = { ...windowAttributes(operation), group: channels };
  context.graph.add('Conv', [...node.inputs, ...parameters], node.name, attributes);
}

/** The planes are flattened as they lie, (C, H, W), so the rows of the weights are put into that order. */
function dense(context: Context, node: Node, operation: OperationOf<'dense'>, inputShape: Shape): void {
  const { layer, units, bias } = operation;
  const shape = [featuresOf(inputShape), units];
  const permute = (stored: Tensor<Float32Array>) =>
    inputShape.length === 4 ? permuteDense(stored, spatial(inputShape)) : stored;
  const parameters = layerParameters(context, node, { layer, bias, shape, outputs: units, permute, axis: 1 });
  context.graph.add('Flatten', node.inputs, `${node.name}/flat`);
  context.graph.add('Gemm', [`${node.name}/flat`, ...parameters], node.name);
}

/**
 * max(x, 0) + α·min(x, 0). On feature maps it is written α·x + (1 − α)·ReLU(x) with 1×1 depthwise convolutions: the runtime
 * keeps these in its blocked layout and fuses the ReLU and the sum, which its PRelu kernel prevents (measured: P-Net 1.6
 * times, R-Net 2.2 times faster).
 */
function prelu({ graph, weights }: Context, node: Node, { layer }: OperationOf<'prelu'>): void {
  const channels = channelsOf(node.shape);
  const { data: alpha } = readParameter(weights, `${layer}/alpha`, [channels]);
  if (node.shape.length === 2) {
    const slopes = graph.parameter(`${layer}/alpha`, { shape: [channels], data: alpha });
    return graph.add('PRelu', [...node.inputs, slopes], node.name);
  }
  const timesEach = (inputs: readonly string[], name: string, factors: Float32Array): string => {
    const parameter = graph.parameter(`${layer}/${name}`, { shape: [channels, 1, 1, 1], data: factors });
    const output = `${node.name}/${name}`;
    graph.add('Conv', [...inputs, parameter], output, { group: channels, kernel_shape: [1, 1] });
    return output;
  };
  const rectified = (inputs: readonly string[], of: string): string => {
    graph.add('Relu', inputs, `${node.name}/rectified ${of}`);
    return `${node.name}/rectified ${of}`;
  };
  const line = timesEach(node.inputs, 'alpha', alpha);
  const rest = alpha.map((a) => 1 - a);
  // A factor that is not negative may go inside: (1 − α)·ReLU(x) = ReLU((1 − α)·x), one pass over the map instead of two.
  const kink = rest.every((factor) => factor >= 0)
    ? rectified([timesEach(node.inputs, '1-alpha', rest)], 'x')
    : timesEach([rectified(node.inputs, 'x')], '1-alpha', rest);
  graph.add('Add', [line, kink], node.name);
}
