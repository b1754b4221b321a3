import { FacekitError, messageOf } from '../../core/errors.ts';
import { inNativeCode } from '../../core/process/native-gate.ts';
import { endableBySignals } from '../../core/process/endable.ts';
import { deviceTurn, inTurn } from '../../core/process/device-turn.ts';
import type { Weights } from '../../core/tensor.ts';
import { describeNetwork, images } from '../describe.ts';
import type { Engine, EngineOptions, Session } from '../engine.ts';
import { chooseDevice, thisMachine } from './choose-device.ts';
import { lowerForRuntime } from './lower-for-runtime.ts';
import type { Network } from '../network.ts';
import type { OnnxGraph } from '../onnx-graph.ts';
import { encodeModel, type OnnxModel } from './protobuf-encoder.ts';
import { onnxRuntimeVersion, openSession, type NativeCall } from './session.ts';

export { onnxRuntimeVersion, writePrepared } from './session.ts';

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
  readonly #sessions = new Set<Session>();

  constructor(device: RealDevice, threads: number | undefined) {
    this.device = device;
    this.#threads = threads;
    this.#call = callsOf(device);
  }

  async load(network: Network, weights: Weights): Promise<Session> {
    return this.#open(lowerForRuntime(network, weights));
  }

  async loadGraph(graph: OnnxGraph): Promise<Session> {
    return this.#open(encodeModel(graph), { inOneBlock: false });
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

  async loadPrepared(file: string): Promise<Session> {
    return this.#open(file);
  }

  async #open(model: OnnxModel | string, { inOneBlock = true } = {}): Promise<Session> {
    const { device } = this;
    const session = await openSession(model, {
      ...{ device, inOneBlock, threads: this.#threads, call: this.#call },
      onDispose: () => this.#sessions.delete(session),
    });
    this.#sessions.add(session);
    return session;
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
