import type { Tensor, Weights } from '../../core/tensor.ts';
import { layerParameters, quantise, type LayerContext } from './lower-layer.ts';
import { lowerStandardise } from './lower-standardise.ts';
import type { Network, Node, Operation, OperationOf } from '../network.ts';
import { GraphWriter } from './graph.ts';
import { encodeModel, type OnnxModel } from './protobuf-encoder.ts';
import { readParameter } from '../parameters.ts';
import { permuteConv, permuteDense, permuteDepthwise } from '../permute.ts';
import { centredPads, channelsOf, featuresOf, spatial, type Shape } from '../shapes.ts';

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

/** Over two channels, softmax is the sigmoid of their differences: far faster on a feature map, and the same number. */
function softmax(graph: GraphWriter, { inputs, name, shape }: Node): void {
  if (shape.length !== 4 || channelsOf(shape) !== 2) return graph.add('Softmax', inputs, name, { axis: 1 });
  const differences = graph.parameter('differences', {
    shape: [2, 2, 1, 1],
    data: Float32Array.of(1, -1, -1, 1),
  });
  graph.chain([...inputs, differences], name, [['Conv', { kernel_shape: [1, 1] }], ['Sigmoid']]);
}

function l2Normalise(graph: GraphWriter, node: Node, epsilon: number): void {
  const [x = ''] = node.inputs;
  graph.add('ReduceSumSquare', [x], `${node.name}/sum`, { axes: [1] });
  graph.add('Max', [`${node.name}/sum`, graph.constant(epsilon)], `${node.name}/bounded`);
  graph.add('Sqrt', [`${node.name}/bounded`], `${node.name}/norm`);
  graph.add('Div', [x, `${node.name}/norm`], node.name);
}

/** The second input, a region, is of no account here and left out. */
function upsample(graph: GraphWriter, { inputs, name }: Node, factor: number): void {
  const scales = graph.parameter(`upsample by ${String(factor)}`, {
    shape: [4],
    data: Float32Array.of(1, 1, factor, factor),
  });
  graph.add('Resize', [...inputs, '', scales], name, {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
}

/** The third input, scales, is left out where the sizes are given. */
function resizeTo(graph: GraphWriter, { inputs, name }: Node): void {
  const [map = '', other = ''] = inputs;
  graph.add('Shape', [map], `${name}/planes`, { start: 0, end: 2 });
  graph.add('Shape', [other], `${name}/sides`, { start: 2, end: 4 });
  graph.add('Concat', [`${name}/planes`, `${name}/sides`], `${name}/sizes`, { axis: 0 });
  graph.add('Resize', [map, '', '', `${name}/sizes`], name, {
    mode: 'linear',
    coordinate_transformation_mode: 'align_corners',
  });
}

function windowAttributes({ kernel, stride, padding }: Extract<Operation, { kernel: unknown }>) {
  const window = { kernel_shape: kernel, strides: [stride, stride] };
  if (padding === 'centred') {
    const pads = centredPads(kernel);
    return { ...window, pads: [...pads, ...pads] };
  }
  return { ...window, auto_pad: padding === 'same' ? 'SAME_UPPER' : 'VALID' };
}

function localResponseNorm(
  graph: GraphWriter,
  { inputs, name }: Node,
  { size, alpha, beta, bias }: OperationOf<'local-response-norm'>,
): void {
  const attributes = { size, alpha: { float: alpha }, beta: { float: beta }, bias: { float: bias } };
  graph.add('LRN', inputs, name, attributes);
}

function maxout(graph: GraphWriter, { inputs, name, shape }: Node, pieces: number): void {
  const apart = BigInt64Array.of(-1n, BigInt(channelsOf(shape)), BigInt(pieces));
  graph.add('Reshape', [...inputs, graph.parameter(`${name}/apart`, { shape: [3], data: apart })], `${name}/pieces`);
  graph.add('ReduceMax', [`${name}/pieces`], name, { axes: [2], keepdims: 0 });
}
