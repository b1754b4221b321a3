import type * as tfjs from '@tensorflow/tfjs-core';
import type { Tensor, Weights } from '../../core/tensor.ts';
import type { Network } from '../network.ts';
import { readLayerWeights, readParameter, readRange } from '../parameters.ts';
import type { Shape } from '../shapes.ts';
import { fuseActivations, type FusedNode } from './fusion.ts';
import type { Tf } from './graph/value.ts';
import type { Compute, Workshop } from './compute.ts';
import { compileNode } from './operations.ts';

/** A network made ready for TensorFlow.js: its weights lie on the backend until `dispose`. */
export interface Program {
  /**
   * Computes the outputs by name; they belong to the caller, and the input stays the caller's. Synchronous, so that nothing
   * else can switch the backend in between.
   */
  compute(input: tfjs.Tensor): Record<string, tfjs.Tensor>;
  dispose(): void;
}

interface Step {
  readonly output: string;
  readonly inputs: readonly string[];
  readonly compute: Compute;
  /** Values that no later step reads. */
  readonly releases: readonly string[];
}

/**
 * Uploads the weights to the current backend and compiles the network.
 *
 * @throws FacekitError `weights-missing`, `weights-shape` when the weights are not those of this network.
 */
export function compileProgram(tf: Tf, network: Network, weights: Weights): Program {
  const parameters = new Map<string, tfjs.Tensor>();
  const dispose = (): void => tf.dispose([...parameters.values()]);
  const upload = (name: string, { data, shape }: Tensor): tfjs.Tensor => {
    const uploaded = parameters.get(name) ?? tf.tensor(data, [...shape], 'float32');
    parameters.set(name, uploaded);
    return uploaded;
  };
  const workshop: Workshop = {
    tf,
    parameter: (name, shape) => upload(name, readParameter(weights, name, shape)),
    layerWeights: (layer, shape) => upload(`${layer.layer}/weights`, readLayerWeights(weights, layer, shape)),
    range: (layer) => readRange(weights, layer),
  };
  try {
    const steps = compileSteps(network, workshop);
    return { dispose, compute: (input) => runSteps(tf, { network, steps }, input) };
  } catch (error) {
    dispose();
    throw error;
  }
}

function compileSteps(network: Network, workshop: Workshop): Step[] {
  const nodes = fuseActivations(network);
  const lastReader = lastReaders(nodes);
  const kept = new Set([network.input.name, ...Object.values(network.outputs)]);
  const shapes = new Map<string, Shape>([[network.input.name, network.input.shape]]);
  for (const { name, shape } of network.nodes) shapes.set(name, shape);
  return nodes.map((fused, index) => ({
    output: fused.output,
    inputs: fused.node.inputs,
    compute: compileNode(workshop, fused, shapes.get(fused.node.inputs[0] ?? '') ?? []),
    releases: [...new Set(fused.node.inputs)].filter((name) => lastReader.get(name) === index && !kept.has(name)),
  }));
}

/** The index of the last node that reads each value. */
function lastReaders(nodes: readonly FusedNode[]): Map<string, number> {
  const last = new Map<string, number>();
  nodes.forEach(({ node }, index) => {
    for (const name of node.inputs) last.set(name, index);
  });
  return last;
}

/** Feature maps are released as soon as they have been read: FaceNet's of one batch would take gigabytes together. */
function runSteps(
  tf: Tf,
  { network, steps }: { network: Network; steps: readonly Step[] },
  input: tfjs.Tensor,
): Record<string, tfjs.Tensor> {
  return tf.tidy(() => {
    const values = new Map([[network.input.name, input]]);
    for (const { output, inputs, compute, releases } of steps) {
      values.set(
        output,
        tf.tidy(() => compute(inputs.map((name) => valueOf(values, name)))),
      );
      for (const name of releases) {
        values.get(name)?.dispose();
        values.delete(name);
      }
    }
    const outputs = Object.entries(network.outputs);
    return Object.fromEntries(outputs.map(([name, source]) => [name, valueOf(values, source)]));
  });
}

function valueOf(values: ReadonlyMap<string, tfjs.Tensor>, name: string): tfjs.Tensor {
  const value = values.get(name);
  if (!value) throw new Error(`Expected ${name} to be computed before it is read`);
  return value;
}
