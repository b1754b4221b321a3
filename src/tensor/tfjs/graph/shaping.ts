import type * as tfjs from '@tensorflow/tfjs-core';
import { numberOf, tensorAt, wholesAt, wholesOf, type GraphOperation, type GraphValue, type Tf } from './value.ts';

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** 0 is the size that was there before. */
const reshape: GraphOperation = (tf, inputs) => {
  const x = tensorAt(tf, inputs, 0);
  const shape = wholesAt(inputs, 1).map((size, axis) => (size === 0 ? (x.shape[axis] ?? 0) : size));
  return [tf.reshape(x, shape)];
};

const unsqueeze: GraphOperation = (tf, inputs) => {
  const x = tensorAt(tf, inputs, 0);
  const shape = [...x.shape];
  for (const axis of [...wholesAt(inputs, 1)].sort((a, b) => a - b)) shape.splice(axis, 0, 1);
  return [tf.reshape(x, shape)];
};

/** Sides below 0 are cut off. Other numbers than 0 may be asked for. */
const pad: GraphOperation = (tf, inputs) => {
  const x = tensorAt(tf, inputs, 0);
  const pads = wholesAt(inputs, 1);
  const [begins, ends] = [pads.slice(0, x.rank), pads.slice(x.rank)];
  const at = (list: readonly number[], axis: number): number => list[axis] ?? 0;
  const cut = tf.slice(
    x,
    x.shape.map((_, axis) => Math.max(0, -at(begins, axis))),
    x.shape.map((size, axis) => size + Math.min(0, at(begins, axis)) + Math.min(0, at(ends, axis))),
  );
  const sides = x.shape.map((_, axis): [number, number] => [
    Math.max(0, at(begins, axis)),
    Math.max(0, at(ends, axis)),
  ]);
  const value = inputs.length > 2 ? tensorAt(tf, inputs, 2).dataSync()[0] : 0;
  return [tf.pad(cut, sides, value)];
};

/** With a step of −1 an axis is turned round, as kernels are. */
const slice: GraphOperation = (tf, inputs) => {
  const x = tensorAt(tf, inputs, 0);
  const [starts, ends] = [wholesAt(inputs, 1), wholesAt(inputs, 2)];
  const axes = inputs.length > 3 ? wholesAt(inputs, 3) : starts.map((_, i) => i);
  const steps = inputs.length > 4 ? wholesAt(inputs, 4) : starts.map(() => 1);
  if (steps.some((step) => step < 0)) return [tf.reverse(x, [...axes])];
  const of = (list: readonly number[], usual: (size: number) => number): number[] =>
    x.shape.map((size, axis) => (axes.includes(axis) ? (list[axes.indexOf(axis)] ?? 0) : usual(size)));
  const begin = of(starts, () => 0);
  const end = of(ends, (size) => size).map((last, axis) => Math.min(last, x.shape[axis] ?? 0));
  const strides = of(steps, () => 1);
  return [tf.stridedSlice(x, begin, end, strides)];
};

function broadcast(x: readonly number[], y: readonly number[]): number[] {
  const rank = Math.max(x.length, y.length);
  const at = (sizes: readonly number[], axis: number): number => sizes[axis - rank + sizes.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => (at(x, axis) === 1 ? at(y, axis) : at(x, axis)));
}

const expand: GraphOperation = (tf, inputs) => {
  const x = tensorAt(tf, inputs, 0);
  const shape = broadcast(x.shape, wholesAt(inputs, 1));
  return [tf.add(x, tf.zeros(shape, x.dtype === 'int32' ? 'int32' : 'float32'))];
};

/**
 * Adds to rows, along the first axis: all that a step of training asks for. Where it asks that values be put in place of others these are zeros, of which no
 * place is named twice: that is the same.
 */
const scatter: GraphOperation = (tf, inputs) => {
  const data = tensorAt(tf, inputs, 0);
  const rows = tf.cast(tensorAt(tf, inputs, 1), 'int32');
  const updates = tensorAt(tf, inputs, 2);
  const width = product(data.shape.slice(1));
  const columns = tf.reshape(tf.range(0, width, 1, 'int32'), [1, width]);
  const flat = tf.add(tf.mul(tf.reshape(rows, [-1, width]), tf.scalar(width, 'int32')), columns);
  const places = tf.cast(tf.reshape(flat, [-1, 1]), 'int32');
  const added = tf.scatterND(places, tf.reshape(updates, [-1]), [data.size]);
  return [tf.add(data, tf.reshape(added, data.shape))];
};

const oneHot: GraphOperation = (tf, inputs) => {
  const [depth = 1] = wholesAt(inputs, 1);
  const places = tf.cast(tensorAt(tf, inputs, 0), 'int32') as tfjs.Tensor1D;
  return [tf.cast(tf.oneHot(places, depth), 'float32')];
};

const gather: GraphOperation = (tf, inputs, attributes) => {
  const places = tf.cast(tensorAt(tf, inputs, 1), 'int32');
  return [tf.gather(tensorAt(tf, inputs, 0), places, numberOf(attributes, 'axis', 0))];
};

const tensors = (tf: Tf, inputs: readonly GraphValue[]): tfjs.Tensor[] => inputs.map((_, i) => tensorAt(tf, inputs, i));

/** Operations that put numbers elsewhere. */
export const SHAPING: Readonly<Record<string, GraphOperation>> = {
  Concat: (tf, inputs, attributes) => [tf.concat(tensors(tf, inputs), numberOf(attributes, 'axis', 0))],
  ConstantOfShape: (tf, inputs) => [tf.zeros([...wholesAt(inputs, 0)])],
  Expand: expand,
  Gather: gather,
  OneHot: oneHot,
  Pad: pad,
  Reshape: reshape,
  ScatterElements: scatter,
  Shape: (tf, inputs) => [tensorAt(tf, inputs, 0).shape],
  Size: (tf, inputs) => [tf.scalar(tensorAt(tf, inputs, 0).size)],
  Slice: slice,
  Transpose: (tf, inputs, attributes) => {
    const x = tensorAt(tf, inputs, 0);
    const turned = x.shape.map((_, axis) => x.rank - 1 - axis);
    return [tf.transpose(x, [...wholesOf(attributes, 'perm', turned)])];
  },
  Unsqueeze: unsqueeze,
};
