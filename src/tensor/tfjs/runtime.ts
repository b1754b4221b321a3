import { FacekitError } from '../../core/errors.ts';
import type { Tensor, Weights } from '../../core/tensor.ts';
import { isTfjsDevice, type Engine, type EngineOptions, type Session } from '../engine.ts';
import type { InputSpec, Network } from '../network.ts';
import { compileProgram, type Program } from './program.ts';
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
    const program = compileProgram(this.#loaded.tf, network, weights);
    const session = new TfjsSession(this.#loaded, { network, program }, () => this.#sessions.delete(session));
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

  /** The backend stays: TensorFlow.js has one for the whole process, and other engines may compute on it. */
  async dispose(): Promise<void> {
    await Promise.all(Array.from(this.#sessions, (session) => session.dispose()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

class TfjsSession implements Session {
  readonly #loaded: LoadedTfjs;
  readonly #network: Network;
  readonly #program: Program;
  readonly #onDispose: () => void;
  #open = true;

  constructor(loaded: LoadedTfjs, { network, program }: { network: Network; program: Program }, onDispose: () => void) {
    this.#loaded = loaded;
    this.#network = network;
    this.#program = program;
    this.#onDispose = onDispose;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor<Float32Array>>> {
    if (!this.#open) throw new Error(`Expected an open session of ${this.#network.name}`);
    const { tf } = this.#loaded;
    const { data, shape } = checkedInput(this.#network.input, inputs);
    useBackend(this.#loaded);
    const outputs = tf.tidy(() => this.#program.compute(tf.tensor(data, [...shape], 'float32')));
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
    if (this.#open) this.#program.dispose();
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
function checkedInput({ name, shape }: InputSpec, inputs: Readonly<Record<string, Tensor>>): Tensor {
  const input = inputs[name];
  const received = input?.shape ?? [];
  const fits = received.every((size, axis) => typeof shape[axis] === 'string' || shape[axis] === size);
  if (input && fits && received.length === shape.length) return input;
  throw new Error(`Expected ${name} of shape (${shape.join(', ')}) but received (${received.join(', ')})`);
}
