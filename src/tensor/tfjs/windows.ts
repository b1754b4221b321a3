import type * as tfjs from '@tensorflow/tfjs-core';
import type { OperationOf } from '../network.ts';
import { centredPads, type Window } from '../shapes.ts';
import { map, type Compute } from './compute.ts';
import type { Tf } from './graph/value.ts';

/** The largest number of a window. */
export function maxPool(tf: Tf, operation: OperationOf<'max-pool'>): Compute {
  return ([x]) => {
    const { map: padded, pad } = padOf(tf, map(x), operation, -Infinity);
    return tf.maxPool(padded, [...operation.kernel], operation.stride, pad);
  };
}

/** A mean counts no padding, which only TensorFlow's own kinds leave out. */
export function averagePool(tf: Tf, { kernel, stride, padding }: OperationOf<'average-pool'>): Compute {
  if (padding === 'centred') throw new Error('Expected an average without centred padding');
  return ([x]) => tf.avgPool(map(x), [...kernel], stride, padding);
}

/** The sum over a window is a convolution of each channel with ones. */
export function l2Pool(tf: Tf, operation: OperationOf<'l2-pool'>, channels: number): Compute {
  const ones = tf.ones<tfjs.Rank.R4>([...operation.kernel, channels, 1]);
  return ([x]) => {
    const { map: padded, pad } = padOf(tf, map(x), operation, 0);
    return tf.sqrt(tf.depthwiseConv2d(tf.square(padded), ones, operation.stride, pad));
  };
}

/** A map as a window is laid on it: `centred` is put on the map by itself, since not every backend knows it. */
export function padOf(tf: Tf, x: tfjs.Tensor4D, { kernel, padding }: Window, value: number) {
  if (padding !== 'centred') return { map: x, pad: padding };
  const [rows, columns] = centredPads(kernel);
  const sides: [number, number][] = [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ];
  return { map: tf.pad(x, sides, value), pad: 'valid' as const };
}
