import { neighbourBand } from '../neighbour-band.ts';
import type { Node, OperationOf } from '../network.ts';
import type { Range } from '../parameters.ts';
import { channelsOf, featuresOf, type Shape } from '../shapes.ts';
import { given, map, type Compute, type Workshop } from './compute.ts';
import type { FusedNode } from './fusion.ts';
import type { Tf } from './graph/value.ts';
import { conv, dense, depthwiseConv } from './layers.ts';
import { averagePool, l2Pool, maxPool } from './windows.ts';

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
      return averagePool(tf, operation);
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

function resizeTo(tf: Tf): Compute {
  return ([x, other]) => {
    const [, height, width] = map(other).shape;
    return tf.image.resizeBilinear(map(x), [height, width], true);
  };
}

/** Both round halves to even, as ONNX does. */
function quantise(tf: Tf, { scale, zeroPoint }: Range): Compute {
  return ([x]) => {
    const steps = tf.round(tf.div(given(x), scale));
    return tf.mul(tf.clipByValue(steps, -zeroPoint, 255 - zeroPoint), scale);
  };
}
