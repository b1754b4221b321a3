import type * as tfjs from '@tensorflow/tfjs-core';
import type { Node, OperationOf } from '../network.ts';
import type { Range } from '../parameters.ts';
import { neighbourBand } from '../neighbour-band.ts';
import { centredPads, channelsOf, featuresOf, type Shape, type Window } from '../shapes.ts';
import type { Activation, FusedNode } from './fusion.ts';
import type { Tf } from './graph/value.ts';

/** Computes one node from its inputs. What else it allocates, the caller's `tidy` releases. */
export type Compute = (inputs: readonly tfjs.Tensor[]) => tfjs.Tensor;

/** What the operations of one network are made with. */
export interface Workshop {
  readonly tf: Tf;
  /** A parameter on the backend, checked for its shape. */
  readonly parameter: (name: string, shape: readonly number[]) => tfjs.Tensor;
  /** The weights of a layer; int8 with scales becomes floats. */
  readonly layerWeights: (
    layer: { readonly layer: string; readonly outputs: number },
    shape: readonly number[],
  ) => tfjs.Tensor;
  readonly range: (layer: string) => Range;
}

/** TensorFlow.js computes channels-last and pads as TensorFlow does, so each operation of a description is one of its own. */
export function compileNode(workshop: Workshop, { node, activation }: FusedNode, inputShape: Shape): Compute {
  const { tf } = workshop;
  const { operation } = node;
  switch (operation.op) {
    case 'standardise':
      return standardise(tf, node, operation);
    case 'conv':
      return conv(workshop, operation, channelsOf(inputShape), activation);
    case 'depthwise-conv':
      return depthwiseConv(workshop, operation, channelsOf(inputShape), activation);
    case 'dense':
      return dense(workshop, operation, featuresOf(inputShape), activation);
    case 'prelu': {
      const alpha = workshop.parameter(`${operation.layer}/alpha`, [channelsOf(inputShape)]);
      return ([x]) => tf.prelu(given(x), alpha);
    }
    case 'max-pool':
      return maxPool(tf, operation);
    case 'average-pool':
      return ([x]) => tf.avgPool(map(x), [...operation.kernel], operation.stride, tensorflowPadding(operation));
    case 'l2-pool':
      return l2Pool(tf, operation, channelsOf(inputShape));
    case 'local-response-norm':
      return localResponseNorm(tf, operation, channelsOf(inputShape));
    case 'maxout':
      return ([x]) => tf.max(tf.reshape(given(x), [-1, channelsOf(node.shape), operation.pieces]), 2);
    case 'global-average-pool':
      return ([x]) => tf.mean(given(x), [1, 2]);
    case 'relu':
      return ([x]) => tf.relu(given(x));
    case 'sigmoid':
      return ([x]) => tf.sigmoid(given(x));
    case 'softmax':
      return ([x]) => tf.softmax(given(x));
    case 'add':
      return ([x, y]) => tf.add(given(x), given(y));
    case 'concat':
      return (parts) => tf.concat([...parts], inputShape.length - 1);
    case 'scale':
      return ([x]) => tf.mul(given(x), operation.factor);
    case 'upsample':
      return ([x]) => {
        const [, height, width] = map(x).shape;
        return tf.image.resizeNearestNeighbor(map(x), [height * operation.factor, width * operation.factor]);
      };
    case 'resize-to':
      return resizeTo(tf);
    case 'quantise':
      return quantise(tf, workshop.range(operation.layer));
    case 'l2-normalise':
      return ([x]) => {
        const sum = tf.sum(tf.square(given(x)), 1, true);
        return tf.div(given(x), tf.sqrt(tf.maximum(sum, operation.epsilon)));
      };
  }
}

function standardise(tf: Tf, node: Node, { standardisation }: OperationOf<'standardise'>): Compute {
  if (standardisation === 'none') return ([x]) => tf.clone(given(x));
  if (standardisation === 'fixed') return ([x]) => tf.mul(tf.sub(given(x), 127.5), 1 / 128);
  const leastDeviation = 1 / Math.sqrt(featuresOf(node.shape));
  return ([x]) => {
    const centred = tf.sub(given(x), tf.mean(given(x), [1, 2, 3], true));
    const deviation = tf.sqrt(tf.mean(tf.square(centred), [1, 2, 3], true));
    return tf.div(centred, tf.maximum(deviation, leastDeviation));
  };
}

/** The sum over a window is a convolution of each channel with ones. */
function l2Pool(tf: Tf, operation: OperationOf<'l2-pool'>, channels: number): Compute {
  const ones = tf.ones<tfjs.Rank.R4>([...operation.kernel, channels, 1]);
  return ([x]) => {
    const { map: padded, pad } = padOf(tf, map(x), operation, 0);
    return tf.sqrt(tf.depthwiseConv2d(tf.square(padded), ones, operation.stride, pad));
  };
}

/** The sum over neighbouring channels is a convolution 1×1 with a band of ones: not every backend has the operation itself. */
function localResponseNorm(
  tf: Tf,
  { size, alpha, beta, bias }: OperationOf<'local-response-norm'>,
  channels: number,
): Compute {
  const band = tf.tensor4d(neighbourBand(channels, size), [1, 1, channels, channels]);
  return ([x]) => {
    const sum = tf.conv2d(tf.square(map(x)), band, 1, 'valid');
    return tf.mul(map(x), tf.pow(tf.add(tf.mul(sum, alpha / size), bias), -beta));
  };
}

function maxPool(tf: Tf, operation: OperationOf<'max-pool'>): Compute {
  return ([x]) => {
    const { map: padded, pad } = padOf(tf, map(x), operation, -Infinity);
    return tf.maxPool(padded, [...operation.kernel], operation.stride, pad);
  };
}

function resizeTo(tf: Tf): Compute {
  return ([x, other]) => {
    const [, height, width] = map(other).shape;
    return tf.image.resizeBilinear(map(x), [height, width], true);
  };
}

function conv(
  workshop: Workshop,
  operation: OperationOf<'conv'>,
  channels: number,
  activation: Activation | undefined,
): Compute {
  const { layer, kernel, filters, bias, stride } = operation;
  const filter = workshop.layerWeights({ layer, outputs: filters }, [...kernel, channels, filters]) as tfjs.Tensor4D;
  const fused = fusedOptions(workshop, { layer, bias, channels: filters, activation });
  return ([x]) => {
    const { map: padded, pad } = padOf(workshop.tf, map(x), operation, 0);
    return workshop.tf.fused.conv2d({ x: padded, filter, strides: stride, pad, ...fused });
  };
}

function depthwiseConv(
  workshop: Workshop,
  operation: OperationOf<'depthwise-conv'>,
  channels: number,
  activation: Activation | undefined,
): Compute {
  const { layer, kernel, bias, stride } = operation;
  const filter = workshop.layerWeights({ layer, outputs: channels }, [...kernel, channels, 1]) as tfjs.Tensor4D;
  const fused = fusedOptions(workshop, { layer, bias, channels, activation });
  return ([x]) => {
    const { map: padded, pad } = padOf(workshop.tf, map(x), operation, 0);
    return workshop.tf.fused.depthwiseConv2d({ x: padded, filter, strides: stride, pad, ...fused });
  };
}

function dense(
  workshop: Workshop,
  { layer, units, bias }: OperationOf<'dense'>,
  features: number,
  activation: Activation | undefined,
): Compute {
  const b = workshop.layerWeights({ layer, outputs: units }, [features, units]);
  const fused = fusedOptions(workshop, { layer, bias, channels: units, activation });
  return ([x]) => workshop.tf.fused.matMul({ a: workshop.tf.reshape(given(x), [-1, features]), b, ...fused });
}

/** A map as a window is laid on it: `centred` is put on the map by itself, since not every backend knows it. */
function padOf(tf: Tf, x: tfjs.Tensor4D, { kernel, padding }: Window, value: number) {
  if (padding !== 'centred') return { map: x, pad: padding };
  const [rows, columns] = centredPads(kernel);
  const sides: [number, number][] = [[0, 0], [rows, rows], [columns, columns], [0, 0]]; // prettier-ignore
  return { map: tf.pad(x, sides, value), pad: 'valid' as const };
}

/** A mean counts no padding, which only TensorFlow's own kinds leave out. */
function tensorflowPadding({ padding }: Window): 'valid' | 'same' {
  if (padding === 'centred') throw new Error('Expected an average without centred padding');
  return padding;
}

/** Both round halves to even, as ONNX does. */
function quantise(tf: Tf, { scale, zeroPoint }: Range): Compute {
  return ([x]) => {
    const steps = tf.round(tf.div(given(x), scale));
    return tf.mul(tf.clipByValue(steps, -zeroPoint, 255 - zeroPoint), scale);
  };
}

interface Fusing {
  readonly layer: string;
  readonly bias: boolean;
  readonly channels: number;
  readonly activation: Activation | undefined;
}

function fusedOptions({ parameter }: Workshop, { layer, bias, channels, activation }: Fusing) {
  return {
    ...(bias && { bias: parameter(`${layer}/biases`, [channels]) }),
    ...(activation && { activation: activation.op }),
    ...(activation?.op === 'prelu' && {
      preluActivationWeights: parameter(`${activation.layer}/alpha`, [channels]),
    }),
  };
}

function given(tensor: tfjs.Tensor | undefined): tfjs.Tensor {
  if (!tensor) throw new Error('Expected an input of the operation');
  return tensor;
}

const map = (tensor: tfjs.Tensor | undefined): tfjs.Tensor4D => given(tensor) as tfjs.Tensor4D;
