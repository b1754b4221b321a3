import type * as tfjs from '@tensorflow/tfjs-core';
import { FacekitError } from '../../../core/errors.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from '../../onnx-graph.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { LAYERS } from './layers.ts';
import { REDUCTIONS } from './reductions.ts';
import { SHAPING } from './shaping.ts';
import { isTensor, type GraphOperation, type GraphValue, type Tf } from './value.ts';

const OPERATIONS: Readonly<Record<string, GraphOperation>> = { ...ELEMENTWISE, ...REDUCTIONS, ...SHAPING, ...LAYERS };

/** A graph made ready for TensorFlow.js: its constants lie on the backend until `dispose`. */
export interface GraphProgram {
  /** Computes the outputs by name; they belong to the caller. The inputs are released. Synchronous, as that of a network. */
  compute(inputs: tfjs.NamedTensorMap): tfjs.NamedTensorMap;
  dispose(): void;
}

interface Step {
  readonly node: OnnxNode;
  readonly operation: GraphOperation;
  /** Values that nothing behind it reads. */
  readonly last: readonly string[];
}

/**
 * A graph as a program of TensorFlow.js: node after node, each value released behind its last reader.
 *
 * @throws FacekitError `engine-unsupported` for an operation that is not here.
 */
export function compileGraph(tf: Tf, { nodes, initializers, outputs }: OnnxGraph): GraphProgram {
  const kept = new Set([...initializers, ...outputs].map(({ name }) => name));
  const steps = planSteps(nodes, kept);
  const constants = new Map(initializers.map((each) => [each.name, constantOf(tf, each)]));
  return {
    compute: (inputs) =>
      tf.tidy(() => {
        const values = new Map<string, GraphValue>([...constants, ...Object.entries(inputs)]);
        for (const step of steps) compute(tf, step, values);
        return Object.fromEntries(outputs.map(({ name }) => [name, values.get(name) as tfjs.Tensor]));
      }),
    dispose() {
      for (const value of constants.values()) if (isTensor(value)) value.dispose();
    },
  };
}

/** 64-bit integers say how, all others are what is computed with. */
function constantOf(tf: Tf, { shape, data }: OnnxTensor): GraphValue {
  if (data instanceof BigInt64Array) return Array.from(data, Number);
  return tf.keep(tf.tensor(Float32Array.from(data), [...shape], 'float32'));
}

function planSteps(nodes: readonly OnnxNode[], kept: ReadonlySet<string>): Step[] {
  const seen = new Set<string>();
  const steps = nodes.toReversed().map((node): Step => {
    const operation = OPERATIONS[node.type];
    if (!operation)
      throw new FacekitError(
        'engine-unsupported',
        `Expected operations that the engine tfjs has but received ${node.type}; use \`engine: onnxruntime\`.`,
      );
    const last = [...new Set([...node.inputs, ...node.outputs])].filter((name) => !seen.has(name) && !kept.has(name));
    for (const name of [...node.inputs, ...node.outputs]) seen.add(name);
    return { node, operation, last };
  });
  return steps.reverse();
}

function compute(tf: Tf, { node, operation, last }: Step, values: Map<string, GraphValue>): void {
  const { inputs, outputs, attributes = {} } = node;
  const given = inputs.map((name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`Expected ${name} before ${node.type}`);
    return value;
  });
  const results = tf.tidy(() => {
    const values = operation(tf, given, attributes);
    // What an operation hands on is released by itself.
    return values.map((value) =>
      isTensor(value) && given.includes(value) ? tf.clone(value) : value,
    ) as tfjs.TensorContainer;
  }) as unknown as GraphValue[];
  for (const [i, name] of outputs.entries()) {
    const result = results[i];
    if (result !== undefined) values.set(name, result);
  }
  for (const name of last) {
    const value = values.get(name);
    if (value !== undefined && isTensor(value)) value.dispose();
    values.delete(name);
  }
}
