// First: the runtime reads the variable when it is loaded.
import '../refuse-telemetry.ts';
import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { FacekitError, messageOf } from '../../core/errors.ts';
import { inNativeCode, inNativeCodeSync } from '../../core/process/native-gate.ts';
import { endableBySignals } from '../../core/process/endable.ts';
import { deviceTurn, inTurn } from '../../core/process/device-turn.ts';
import type { Tensor, Weights } from '../../core/tensor.ts';
import { describeNetwork, images } from '../describe.ts';
import type { Engine, EngineOptions, Session } from '../engine.ts';
import { chooseDevice, thisMachine } from './choose-device.ts';
import { lowerForRuntime } from './lower-for-runtime.ts';
import type { Network } from '../network.ts';
import type { OnnxGraph } from '../onnx-graph.ts';
import { encodeModel, type OnnxModel } from './protobuf-encoder.ts';

// Not by `import`: when the package cannot be loaded, Node.js 20 throws its error a second time where nobody can catch it.
const ort = inNativeCodeSync(() => createRequire(import.meta.url)('onnxruntime-node') as typeof Ort);

type RealDevice = Engine['device'];

/** A model of somebody else's that computes longer at a time keeps signals from being heard. */
const LONG_MS = 300;

/**
 * Opens ONNX Runtime on a device.
 *
 * @throws FacekitError `device-missing` when the device that was asked for cannot compute here.
 */
export async function openOnnxRuntime({ device = 'auto', threads }: EngineOptions = {}): Promise<Engine> {
  return new OnnxRuntime(await chooseDevice(device, thisMachine(whyDeviceMissing)), threads);
}

/** Why ONNX Runtime cannot compute on a device here, found by trying; undefined when it can. */
export async function whyDeviceMissing(device: RealDevice): Promise<string | undefined> {
  const probe = describeNetwork('probe', images(1, 1), (image) => ({ values: image.standardise('fixed') }));
  try {
    await using engine = new OnnxRuntime(device, 1);
    await engine.load(probe, new Map());
    return undefined;
  } catch (error) {
    return reasonIn(messageOf(error));
  }
}

/** The sentence at the end of the first line; before it the runtime may name its source, the function and the condition that failed. */
function reasonIn(message: string): string {
  const [line = ''] = message.split('\n');
  return line.replace(/^.* was false\. /, '').replace(/\.$/, '') || 'no reason given';
}

/** Version of the runtime that is installed. */
export const onnxRuntimeVersion = (): string => ort.env.versions.node ?? ort.env.versions.common;

/**
 * Writes a model of our own making as ONNX Runtime opens it on the processor: optimised, its weights in the order of this processor's kernels. `loadOnnx`
 * opens the bytes of the file.
 */
export async function writePrepared({ bytes, externalData }: OnnxModel, file: string): Promise<void> {
  const session = await inNativeCode(() =>
    ort.InferenceSession.create(bytes, {
      ...sessionOptions('cpu', 1),
      ...withExternalData(externalData),
      // It warns that such files are for this processor alone.
      logSeverityLevel: 4,
      optimizedModelFilePath: file,
      extra: { session: { save_model_format: 'ORT' } },
    }),
  );
  await inNativeCode(() => session.release());
}

/** ONNX Runtime's own format: a FlatBuffer with this identifier. */
const isPrepared = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, 8).toString('latin1', 4) === 'ORTM';

/** Weights are copied: where they lie in the file they are not aligned, which costs kernels of 512 bits an eighth of their time. */
const AS_PREPARED: Ort.InferenceSession.SessionOptions = {
  graphOptimizationLevel: 'disabled',
  extra: { session: { use_ort_model_bytes_directly: '1' } },
};

const withExternalData = (
  data: OnnxModel['externalData'],
): Pick<Ort.InferenceSession.SessionOptions, 'externalData'> => ({
  externalData: Array.from(data, ([path, each]) => ({ path, data: each })),
});

type NativeCall = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * How the runtime is called for a device. Sessions on WebGPU share one device in a process, whatever thread they are of, and it is not made for
 * several: two threads at a time end in a segmentation fault.
 */
function callsOf(device: RealDevice): NativeCall {
  if (device !== 'webgpu') return inNativeCode;
  if (!deviceTurn)
    throw new FacekitError(
      'device-missing',
      'WebGPU cannot be used in worker threads of your own: use it in the main thread, or a process for each.',
    );
  const turn = deviceTurn;
  return (work) => inTurn(turn, () => inNativeCode(work));
}

class OnnxRuntime implements Engine {
  readonly name = 'onnxruntime';
  readonly device: RealDevice;
  readonly #threads: number | undefined;
  readonly #call: NativeCall;
  readonly #sessions = new Set<OnnxSession>();

  constructor(device: RealDevice, threads: number | undefined) {
    // The runtime prints its own view of every failure; ours is in the error.
    ort.env.logLevel = 'fatal';
    this.device = device;
    this.#threads = threads;
    this.#call = callsOf(device);
  }

  async load(network: Network, weights: Weights): Promise<Session> {
    return this.#open(lowerForRuntime(network, weights));
  }

  async loadGraph(graph: OnnxGraph): Promise<Session> {
    return this.#open(encodeModel(graph));
  }

  async loadOnnx(model: Uint8Array, externalData?: OnnxModel['externalData']): Promise<Session> {
    // A model of our own making: it runs, and ends.
    if (externalData) return this.#open({ bytes: model, externalData });
    // The runtime takes no memory that threads share.
    const bytes = model.buffer instanceof SharedArrayBuffer ? Uint8Array.from(model) : model;
    const session = await endableBySignals(() => cannotRun(() => this.#open({ bytes, externalData: new Map() })));
    // Until one run has shown that it ends, and soon.
    let mayTakeLong = true;
    const run: Session['run'] = async (inputs) => {
      const started = performance.now();
      const results = await cannotRun(() => session.run(inputs));
      mayTakeLong = performance.now() - started > LONG_MS;
      return results;
    };
    return {
      run: (inputs) => (mayTakeLong ? endableBySignals(() => run(inputs)) : run(inputs)),
      dispose: () => session.dispose(),
      [Symbol.asyncDispose]: () => session.dispose(),
    };
  }

  async #open({ bytes, externalData }: OnnxModel): Promise<Session> {
    const options = {
      ...sessionOptions(this.device, this.#threads),
      ...withExternalData(externalData),
      ...(isPrepared(bytes) && AS_PREPARED),
    };
    const session = await this.#call(() => ort.InferenceSession.create(bytes, options));
    const opened = new OnnxSession(session, this.#call, () => this.#sessions.delete(opened));
    this.#sessions.add(opened);
    return opened;
  }

  async dispose(): Promise<void> {
    await Promise.all(Array.from(this.#sessions, (session) => session.dispose()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

/** Whatever a model of somebody else's makes the runtime stumble over is the model's fault: memory that nobody has, too. */
async function cannotRun<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const [reason = ''] = messageOf(cause).split('\n');
    throw new FacekitError(
      'model-invalid',
      `Expected an ONNX model that ONNX Runtime ${onnxRuntimeVersion()} can run: ${reason}`,
      { cause },
    );
  }
}

class OnnxSession implements Session {
  readonly #session: Ort.InferenceSession;
  readonly #call: NativeCall;
  readonly #onDispose: () => void;
  #open = true;

  constructor(session: Ort.InferenceSession, call: NativeCall, onDispose: () => void) {
    this.#session = session;
    this.#call = call;
    this.#onDispose = onDispose;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor<Float32Array>>> {
    const feeds = Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)] as const);
    const results = await this.#call(() => this.#session.run(Object.fromEntries(feeds)));
    return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromOrt(tensor)]));
  }

  async dispose(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#onDispose();
    await this.#call(() => this.#session.release());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}

function sessionOptions(device: RealDevice, threads: number | undefined): Ort.InferenceSession.SessionOptions {
  return {
    // One provider only: of several, the package drops a missing one with no more than a warning. What a device cannot
    // compute, the runtime computes on the processor by itself.
    executionProviders: [device],
    graphOptimizationLevel: 'all',
    ...(threads !== undefined && { intraOpNumThreads: threads, interOpNumThreads: 1 }),
  };
}

const toOrt = ({ data, shape }: Tensor): Ort.Tensor =>
  data instanceof Uint8Array ? new ort.Tensor('uint8', data, shape) : new ort.Tensor('float32', data, shape);

function fromOrt({ data, dims }: Ort.Tensor): Tensor<Float32Array> {
  if (!(data instanceof Float32Array)) throw new Error('Expected float32 results from the runtime');
  return { data, shape: dims };
}
