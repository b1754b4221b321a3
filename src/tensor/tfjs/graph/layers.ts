import type * as tfjs from '@tensorflow/tfjs-core';
import { numberOf, tensorAt, wholesOf, type Attributes, type GraphOperation, type Tf } from './value.ts';

/** TensorFlow.js computes channels-last; the graphs have planes. */
const toLast = (tf: Tf, x: tfjs.Tensor): tfjs.Tensor4D => tf.transpose(x, [0, 2, 3, 1]) as unknown as tfjs.Tensor4D;
const toPlanes = (tf: Tf, x: tfjs.Tensor): tfjs.Tensor => tf.transpose(x, [0, 3, 1, 2]);

interface GraphWindow {
  readonly kernel: readonly [number, number];
  readonly stride: number;
  /** Top, left, bottom, right. */
  readonly pads: readonly number[];
}

function windowOf(attributes: Attributes, usual: readonly number[] = [1, 1]): GraphWindow {
  const [height = 1, width = 1] = wholesOf(attributes, 'kernel_shape', usual);
  const [stride = 1] = wholesOf(attributes, 'strides', [1, 1]);
  return { kernel: [height, width], stride, pads: wholesOf(attributes, 'pads', [0, 0, 0, 0]) };
}

function padded(tf: Tf, x: tfjs.Tensor4D, { pads }: GraphWindow, value = 0): tfjs.Tensor4D {
  const [top = 0, left = 0, bottom = 0, right = 0] = pads;
  if (pads.every((side) => side === 0)) return x;
  return tf.pad(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  );
}

/** (filters, channels of a group, height, width) in TensorFlow's order. */
const conv: GraphOperation = (tf, inputs, attributes) => {
  const weights = tensorAt(tf, inputs, 1);
  const window = windowOf(attributes, weights.shape.slice(2));
  const x = padded(tf, toLast(tf, tensorAt(tf, inputs, 0)), window);
  const group = numberOf(attributes, 'group', 1);
  const filter = tf.transpose(weights, group === 1 ? [2, 3, 1, 0] : [2, 3, 0, 1]) as unknown as tfjs.Tensor4D;
  const result =
    group === 1 ? tf.conv2d(x, filter, window.stride, 'valid') : tf.depthwiseConv2d(x, filter, window.stride, 'valid');
  return [toPlanes(tf, inputs.length > 2 ? tf.add(result, tensorAt(tf, inputs, 2)) : result)];
};

/** The gradient of a convolution's map: of the padded one, from which the padding is cut off. */
const convTranspose: GraphOperation = (tf, inputs, attributes) => {
  const weights = tensorAt(tf, inputs, 1);
  const { kernel, stride, pads } = windowOf(attributes, weights.shape.slice(2));
  const x = toLast(tf, tensorAt(tf, inputs, 0));
  const rest = wholesOf(attributes, 'output_padding', [0, 0]);
  const [height = 0, width = 0] = [x.shape[1], x.shape[2]].map(
    (size, axis) => stride * (size - 1) + (kernel[axis] ?? 1) + (rest[axis] ?? 0),
  );
  const filter = tf.transpose(weights, [2, 3, 1, 0]) as unknown as tfjs.Tensor4D;
  const channels = filter.shape[2];
  const whole = tf.conv2dTranspose(x, filter, [x.shape[0], height, width, channels], stride, 'valid');
  const [top = 0, left = 0, bottom = 0, right = 0] = pads;
  const cut = tf.slice(whole, [0, top, left, 0], [x.shape[0], height - top - bottom, width - left - right, channels]);
  return [toPlanes(tf, cut)];
};

/** What each place of the window meets: (batch, channels, rows, columns) for each. */
function viewsOf(tf: Tf, x: tfjs.Tensor4D, { kernel, stride }: GraphWindow): tfjs.Tensor[] {
  const [batch, height, width, channels] = x.shape;
  const rows = Math.floor((height - kernel[0]) / stride) + 1;
  const columns = Math.floor((width - kernel[1]) / stride) + 1;
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const [top, left] = [Math.floor(tap / kernel[1]), tap % kernel[1]];
    const end = [batch, top + stride * (rows - 1) + 1, left + stride * (columns - 1) + 1, channels];
    return toPlanes(tf, tf.stridedSlice(x, [0, top, left, 0], end, [1, stride, stride, 1]));
  });
}

const maxPool: GraphOperation = (tf, inputs, attributes) => {
  const window = windowOf(attributes);
  const views = viewsOf(tf, padded(tf, toLast(tf, tensorAt(tf, inputs, 0)), window, -Infinity), window);
  return [tf.max(tf.stack(views), 0)];
};

/** The mean without the padding: the sum over the window by the sum of ones there. */
const averagePool: GraphOperation = (tf, inputs, attributes) => {
  const x = toLast(tf, tensorAt(tf, inputs, 0));
  const window = windowOf(attributes);
  const sum = (map: tfjs.Tensor4D): tfjs.Tensor =>
    viewsOf(tf, padded(tf, map, window), window).reduce((a, b) => tf.add(a, b));
  const [, height, width] = x.shape;
  return [tf.div(sum(x), sum(tf.ones([1, height, width, 1])))];
};

const l2Pool: GraphOperation = (tf, inputs, attributes) => {
  const window = windowOf(attributes);
  const squares = padded(tf, toLast(tf, tf.square(tensorAt(tf, inputs, 0))), window);
  return [tf.sqrt(viewsOf(tf, squares, window).reduce((a, b) => tf.add(a, b)))];
};

const gemm: GraphOperation = (tf, inputs, attributes) => {
  const isTurned = (name: string): boolean => numberOf(attributes, name, 0) === 1;
  const [a, b] = [tensorAt(tf, inputs, 0), tensorAt(tf, inputs, 1)];
  const result = tf.matMul(a, b, isTurned('transA'), isTurned('transB'));
  return [inputs.length > 2 ? tf.add(result, tensorAt(tf, inputs, 2)) : result];
};

/** A matrix on one side is the same for all of the other's. */
const matMul: GraphOperation = (tf, inputs) => {
  const [a, b] = [tensorAt(tf, inputs, 0), tensorAt(tf, inputs, 1)];
  const rank = Math.max(a.rank, b.rank);
  const lifted = (x: tfjs.Tensor): tfjs.Tensor =>
    tf.reshape(x, [...new Array<number>(rank - x.rank).fill(1), ...x.shape]);
  return [tf.matMul(lifted(a), lifted(b))];
};

/** In training mode with the mean and the variance of the batch, which come back too. */
const batchNormalization: GraphOperation = (tf, inputs, attributes) => {
  const x = tensorAt(tf, inputs, 0);
  const axes = x.rank === 4 ? [0, 2, 3] : [0];
  const perChannel = (values: tfjs.Tensor): tfjs.Tensor => tf.reshape(values, x.rank === 4 ? [1, -1, 1, 1] : [1, -1]);
  const [scale, offset] = [1, 2].map((place) => perChannel(tensorAt(tf, inputs, place)));
  const isTraining = numberOf(attributes, 'training_mode', 0) === 1;
  const mean = isTraining ? tf.mean(x, axes) : tensorAt(tf, inputs, 3);
  const centred = tf.sub(x, perChannel(mean));
  const variance = isTraining ? tf.mean(tf.square(centred), axes) : tensorAt(tf, inputs, 4);
  const deviation = tf.sqrt(tf.add(variance, numberOf(attributes, 'epsilon', 1e-5)));
  const normal = tf.div(centred, perChannel(deviation));
  const result = tf.add(tf.mul(normal, scale ?? 1), offset ?? 0);
  return isTraining ? [result, mean, variance] : [result];
};

/** Operations of layers and of their gradients. */
export const LAYERS: Readonly<Record<string, GraphOperation>> = {
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Conv: conv,
  ConvTranspose: convTranspose,
  Gemm: gemm,
  LpPool: l2Pool,
  MatMul: matMul,
  MaxPool: maxPool,
};
