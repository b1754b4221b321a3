import type * as tfjs from '@tensorflow/tfjs-core';
import {
  isTensor,
  numberOf,
  tensorAt,
  wholesAt,
  wholesOf,
  type Attributes,
  type GraphOperation,
  type Tf,
} from './value.ts';

type Reduce = (tf: Tf, x: tfjs.Tensor, axes: number[], keep: boolean) => tfjs.Tensor;

/** Over the axes of an attribute, or of the second input; over all without either. */
const over =
  (reduce: Reduce): GraphOperation =>
  (tf, inputs, attributes) => {
    const x = tensorAt(tf, inputs, 0);
    const given = inputs[1];
    const all = x.shape.map((_, axis) => axis);
    const axes = given !== undefined && !isTensor(given) ? given : wholesOf(attributes, 'axes', all);
    return [reduce(tf, x, [...axes], numberOf(attributes, 'keepdims', 1) === 1)];
  };

/** x − log Σ exp x over an axis, which need not be the last. */
function logSoftmax(tf: Tf, x: tfjs.Tensor, attributes: Attributes): tfjs.Tensor {
  const axis = numberOf(attributes, 'axis', -1);
  const shifted = tf.sub(x, tf.max(x, axis, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), axis, true)));
}

/** Operations that make few numbers of many. */
export const REDUCTIONS: Readonly<Record<string, GraphOperation>> = {
  ArgMax: (tf, inputs, attributes) => [tf.argMax(tensorAt(tf, inputs, 0), numberOf(attributes, 'axis', 0))],
  GlobalAveragePool: (tf, inputs) => [tf.mean(tensorAt(tf, inputs, 0), [2, 3], true)],
  LogSoftmax: (tf, inputs, attributes) => [logSoftmax(tf, tensorAt(tf, inputs, 0), attributes)],
  ReduceMax: over((tf, x, axes, keep) => tf.max(x, axes, keep)),
  ReduceMean: over((tf, x, axes, keep) => tf.mean(x, axes, keep)),
  ReduceSum: over((tf, x, axes, keep) => tf.sum(x, axes, keep)),
  ReduceSumSquare: over((tf, x, axes, keep) => tf.sum(tf.square(x), axes, keep)),
  /** Of a list. */
  TopK: (tf, inputs) => {
    const [count = 1] = wholesAt(inputs, 1);
    const { values, indices } = tf.topk(tensorAt(tf, inputs, 0), count);
    return [values, indices];
  },
  Softmax: (tf, inputs, attributes) => [tf.exp(logSoftmax(tf, tensorAt(tf, inputs, 0), attributes))],
};
