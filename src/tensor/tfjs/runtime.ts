import { FacekitError } from '../../core/errors.ts';
import type { Tensor, Weights } from '../../core/tensor.ts';
import { isTfjsDevice, type Engine, type EngineOptions, type Session } from '../engine.ts';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { InputSpec, Network } from '../network.ts';
import type { OnnxGraph } from '../onnx-graph.ts';
import { compileGraph } from './graph/compile-graph.ts';
import { compileProgram } from './program.ts';
import { loadTfjs, type LoadedTfjs, type LoadOptions } from './load-runtime.ts';

/**
 * Opens TensorFlow.js on a device. `auto` is the first backend that works.
 *
 * @throws FacekitError `device-missing`, `engine-missing`, each with what to install.
 */
export async function openTfjs(
  { device = 'auto', onNotice }: EngineOptions = {},
  loading: LoadOptions = {},
): Promise<Engine> {
  if (!isTfjsDevice(device))
    throw new FacekitError(
      'device-missing',
      `Expected one of the devices auto, cpu, cuda for the engine tfjs but received ${device}; only the engine onnxruntime has it.`,
    );
  return new Tfjs(await loadTfjs(device, { ...(onNotice && { onNotice }), ...loading }));
}

class Tfjs implements Engine {
  readonly name = 'tfjs';
  readonly device: Engine['device'];
  readonly #loaded: LoadedTfjs;
  readonly #sessions = new Set<TfjsSession>();

  constructor(loaded: LoadedTfjs) {
    this.device = loaded.device;
    this.#loaded = loaded;
  }

  async load(network: Network, weights: Weights): Promise<Session> {
    return Promise.resolve(this.#open(network, weights));
  }

  #open(network: Network, weights: Weights): Session {
    useBackend(this.#loaded);
    const { tf } = this.#loaded;
    const program = compileProgram(tf, network, weights);
    return this.#session(network.name, {
      compute(inputs) {
        const { data, shape } = checkedInput(network.input, inputs);
        return tf.tidy(() => program.compute(tf.tensor(data, [...shape], 'float32')));
      },
      dispose: () => {
        program.dispose();
      },
    });
  }

  async loadGraph(graph: OnnxGraph): Promise<Session> {
    useBackend(this.#loaded);
    const { tf } = this.#loaded;
    const program = compileGraph(tf, graph);
    const session = this.#session(graph.name, {
      compute(inputs) {
        const given = graph.inputs.map((each) => [each.name, checkedInput(each, inputs)] as const);
        const tensors = given.map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape], 'float32')]);
        return program.compute(Object.fromEntries(tensors) as tfjs.NamedTensorMap);
      },
      dispose: () => {
        program.dispose();
      },
    });
    return Promise.resolve(session);
  }

  #session(name: string, work: Work): Session {
    const session = new TfjsSession(this.#loaded, { name, work }, () => this.#sessions.delete(session));
    this.#sessions.add(session);
    return session;
  }

  loadOnnx(): Promise<Session> {
    return Promise.reject(
      new FacekitError(
        'engine-unsupported',
        'Expected a network that facekit describes itself for the engine tfjs but received an ONNX model, which only ONNX Runtime executes; use `engine: onnxruntime`.',
      ),
    );
  }

  loadPrepared(): Promise<Session> {
    return this.loadOnnx();
  }

  /** The backend stays: TensorFlow.js has one for the whole process, and other engines may compute on it. */
  async dispose(): Promise<void> {
    await Promise.all(Array.from(this.#sessions, (session) => session.dispose()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

/** What a session does with the backend that is current. */
interface Work {
  /** The outputs, which the caller releases. */
  readonly compute: (inputs: Readonly<Record<string, Tensor>>) => Record<string, tfjs.Tensor>;
  readonly dispose: () => void;
}

class TfjsSession implements Session {
  readonly #loaded: LoadedTfjs;
  readonly #name: string;
  readonly #work: Work;
  readonly #onDispose: () => void;
  #open = true;

  constructor(loaded: LoadedTfjs, { name, work }: { name: string; work: Work }, onDispose: () => void) {
    this.#loaded = loaded;
    this.#name = name;
    this.#work = work;
    this.#onDispose = onDispose;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor<Float32Array>>> {
    if (!this.#open) throw new Error(`Expected an open session of ${this.#name}`);
    const { tf } = this.#loaded;
    useBackend(this.#loaded);
    const outputs = this.#work.compute(inputs);
    try {
      const read = Object.entries(outputs).map(
        async ([name, tensor]) => [name, { shape: tensor.shape, data: (await tensor.data()) as Float32Array }] as const,
      );
      return Object.fromEntries(await Promise.all(read));
    } finally {
      tf.dispose(outputs);
    }
  }

  dispose(): Promise<void> {
    if (this.#open) this.#work.dispose();
    this.#open = false;
    this.#onDispose();
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

/**
 * TensorFlow.js computes on one backend at a time, for the whole process: another engine may have switched it. For a backend
 * that has been initialised the switch is done when the call returns. Waiting for its promise would give the others a turn.
 */
function useBackend({ tf, backend }: LoadedTfjs): void {
  if (tf.getBackend() !== backend.name) void tf.setBackend(backend.name);
}

/** What ONNX Runtime checks by itself. */
function checkedInput(
  { name, shape }: Pick<InputSpec, 'name' | 'shape'>,
  inputs: Readonly<Record<string, Tensor>>,
): Tensor {
  const input = inputs[name];
  const received = input?.shape ?? [];
  const fits = received.every((size, axis) => typeof shape[axis] === 'string' || shape[axis] === size);
  if (input && fits && received.length === shape.length) return input;
  throw new Error(`Expected ${name} of shape (${shape.join(', ')}) but received (${received.join(', ')})`);
}
