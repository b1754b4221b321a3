// First: the runtime reads the variable when it is loaded.
import '../refuse-telemetry.ts';
import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { inNativeCode, inNativeCodeSync } from '../../core/process/native-gate.ts';
import type { Tensor } from '../../core/tensor.ts';
import type { Engine, Session } from '../engine.ts';
import type { OnnxModel } from './protobuf-encoder.ts';

// Not by `import`: when the package cannot be loaded, Node.js 20 throws its error a second time where nobody can catch it.
const ort = inNativeCodeSync(() => createRequire(import.meta.url)('onnxruntime-node') as typeof Ort);

/** Calls native code when its turn has come. */
export type NativeCall = <T>(work: () => Promise<T>) => Promise<T>;

/** Version of the runtime that is installed. */
export const onnxRuntimeVersion = (): string => ort.env.versions.node ?? ort.env.versions.common;

interface SessionParts {
  readonly device: Engine['device'];
  /** Default: one a core. */
  readonly threads: number | undefined;
  /**
   * From its second run on the runtime takes all that a run needs as one block, beside the pieces of the first run, which it keeps. Of a step of training
   * these are gigabytes, and 3 % of the time is won. Default true.
   */
  readonly inOneBlock?: boolean | undefined;
  readonly call: NativeCall;
  readonly onDispose: () => void;
}

/** Opens a model, or the file that `writePrepared` has made of one. */
export async function openSession(model: OnnxModel | string, parts: SessionParts): Promise<Session> {
  // The runtime prints its own view of every failure; ours is in the error.
  ort.env.logLevel = 'fatal';
  const options = {
    ...sessionOptions(parts.device, parts.threads),
    ...(parts.inOneBlock === false && { enableMemPattern: false }),
  };
  const session = await parts.call(() =>
    typeof model === 'string'
      ? // It reads the file itself, which takes less memory, and copies the weights: where they lie in the file they are not aligned.
        ort.InferenceSession.create(model, { ...options, graphOptimizationLevel: 'disabled' })
      : ort.InferenceSession.create(model.bytes, { ...options, ...withExternalData(model.externalData) }),
  );
  return new OnnxSession(session, parts.call, parts.onDispose);
}

/**
 * Writes a model of our own making as ONNX Runtime opens it on the processor: optimised, its weights in the order of this processor's kernels. `openSession`
 * opens the file.
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

const withExternalData = (
  data: OnnxModel['externalData'],
): Pick<Ort.InferenceSession.SessionOptions, 'externalData'> => ({
  externalData: Array.from(data, ([path, each]) => ({ path, data: each })),
});

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

function sessionOptions(device: Engine['device'], threads: number | undefined): Ort.InferenceSession.SessionOptions {
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
