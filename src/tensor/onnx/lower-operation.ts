import type { Node, Operation, OperationOf } from '../network.ts';
import { centredPads, channelsOf } from '../shapes.ts';
import type { GraphWriter } from './graph.ts';

/** Over two channels, softmax is the sigmoid of their differences: far faster on a feature map, and the same number. */
export function softmax(graph: GraphWriter, { inputs, name, shape }: Node): void {
  if (shape.length !== 4 || channelsOf(shape) !== 2) return graph.add('Softmax', inputs, name, { axis: 1 });
  const differences = graph.parameter('differences', {
    shape: [2, 2, 1, 1],
    data: Float32Array.of(1, -1, -1, 1),
  });
  graph.chain([...inputs, differences], name, [['Conv', { kernel_shape: [1, 1] }], ['Sigmoid']]);
}

/** x / √max(Σ x², epsilon), over the features. */
export function l2Normalise(graph: GraphWriter, node: Node, epsilon: number): void {
  const [x = ''] = node.inputs;
  graph.add('ReduceSumSquare', [x], `${node.name}/sum`, { axes: [1] });
  graph.add('Max', [`${node.name}/sum`, graph.constant(epsilon)], `${node.name}/bounded`);
  graph.add('Sqrt', [`${node.name}/bounded`], `${node.name}/norm`);
  graph.add('Div', [x, `${node.name}/norm`], node.name);
}

/** The second input, a region, is of no account here and left out. */
export function upsample(graph: GraphWriter, { inputs, name }: Node, factor: number): void {
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
export function resizeTo(graph: GraphWriter, { inputs, name }: Node): void {
  const [map = '', other = ''] = inputs;
  graph.add('Shape', [map], `${name}/planes`, { start: 0, end: 2 });
  graph.add('Shape', [other], `${name}/sides`, { start: 2, end: 4 });
  graph.add('Concat', [`${name}/planes`, `${name}/sides`], `${name}/sizes`, { axis: 0 });
  graph.add('Resize', [map, '', '', `${name}/sizes`], name, {
    mode: 'linear',
    coordinate_transformation_mode: 'align_corners',
  });
}

/** Of a convolution or a pooling. */
export function windowAttributes({ kernel, stride, padding }: Extract<Operation, { kernel: unknown }>) {
  const window = { kernel_shape: kernel, strides: [stride, stride] };
  if (padding === 'centred') {
    const pads = centredPads(kernel);
    return { ...window, pads: [...pads, ...pads] };
  }
  return { ...window, auto_pad: padding === 'same' ? 'SAME_UPPER' : 'VALID' };
}

/** By the sums of squares of `size` neighbouring channels. */
export function localResponseNorm(
  graph: GraphWriter,
  { inputs, name }: Node,
  { size, alpha, beta, bias }: OperationOf<'local-response-norm'>,
): void {
  const attributes = { size, alpha: { float: alpha }, beta: { float: beta }, bias: { float: bias } };
  graph.add('LRN', inputs, name, attributes);
}

/** The largest of `pieces` neighbouring features. */
export function maxout(graph: GraphWriter, { inputs, name, shape }: Node, pieces: number): void {
  const apart = BigInt64Array.of(-1n, BigInt(channelsOf(shape)), BigInt(pieces));
  graph.add('Reshape', [...inputs, graph.parameter(`${name}/apart`, { shape: [3], data: apart })], `${name}/pieces`);
  graph.add('ReduceMax', [`${name}/pieces`], name, { axes: [2], keepdims: 0 });
}
