import type * as tfjs from '@tensorflow/tfjs-core';
import type { Attribute } from '../../onnx-graph.ts';

/** The interface of tfjs-core, whichever package it came with. */
export type Tf = typeof tfjs;

/** A value of a graph: a tensor, or integers that say how something is done, as shapes and axes. */
export type GraphValue = tfjs.Tensor | readonly number[];

export type Attributes = Readonly<Record<string, Attribute>>;

/** What an operation of ONNX computes, with its inputs and attributes. */
export type GraphOperation = (tf: Tf, inputs: readonly GraphValue[], attributes: Attributes) => readonly GraphValue[];

export const isTensor = (value: GraphValue | undefined): value is tfjs.Tensor =>
  value !== undefined && !Array.isArray(value);

/** An input that is a tensor; integers become one. */
export function tensorAt(tf: Tf, inputs: readonly GraphValue[], place: number): tfjs.Tensor {
  const value = inputs[place];
  if (value === undefined) throw new Error(`Expected an input at ${String(place)}`);
  return isTensor(value) ? value : tf.tensor1d([...value], 'int32');
}

/** An input of integers. */
export function wholesAt(inputs: readonly GraphValue[], place: number): readonly number[] {
  const value = inputs[place];
  if (value === undefined || isTensor(value)) throw new Error(`Expected integers at ${String(place)}`);
  return value;
}

/** Attributes of integers, or those that ONNX has where there are none. */
export function wholesOf(attributes: Attributes, name: string, usual: readonly number[]): readonly number[] {
  const value = attributes[name];
  return Array.isArray(value) ? (value as readonly number[]) : usual;
}

export function numberOf(attributes: Attributes, name: string, usual: number): number {
  const value = attributes[name];
  if (typeof value === 'number') return value;
  return typeof value === 'object' && 'float' in value ? value.float : usual;
}
