import type { Tensor, Weights } from '../core/tensor.ts';
import type { Network } from './network.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** What executes networks: ONNX Runtime, or TensorFlow.js with a backend that the user installs beside facekit. */
export const ENGINES = ['onnxruntime', 'tfjs'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Where a network can run. `auto` takes the best device present. */
export const DEVICES = ['auto', 'cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'] as const;
export type Device = (typeof DEVICES)[number];

/** Where a network can be trained. The graph of a step is the same; on CUDA it was not measured. */
export const TRAINING_DEVICES = ['cpu', 'cuda'] as const;
export type TrainingDevice = (typeof TRAINING_DEVICES)[number];

/** One sentence on how to make a device usable. */
export const HOW_TO_GET: Readonly<Record<Device, string>> = {
  auto: '',
  cpu: 'It is part of the package.',
  cuda: 'On Linux x64: install the NVIDIA driver, CUDA 12 and cuDNN 9, then run `npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12`.',
  tensorrt: 'It needs the CUDA device and TensorRT 10 on the library path.',
  dml: 'It is part of the package on Windows 10 and later.',
  coreml: 'It is part of the package on macOS.',
  webgpu: 'It needs a graphics driver with Vulkan (Linux), Direct3D 12 (Windows) or Metal (macOS).',
};

/** What the machine must have for a device of ONNX Runtime, beside its driver. */
export const NEEDS: Readonly<Partial<Record<Device, string>>> = {
  cuda: 'CUDA 12, cuDNN 9',
  tensorrt: 'CUDA 12, cuDNN 9, TensorRT 10',
};

/** The devices that TensorFlow.js has in Node.js. */
export const isTfjsDevice = (device: Device): device is 'auto' | 'cpu' | 'cuda' =>
  device === 'auto' || device === 'cpu' || device === 'cuda';

export interface EngineOptions {
  /** Default: the environment variable `FACEKIT_ENGINE`, else `onnxruntime`. */
  readonly engine?: EngineName | undefined;
  /** Default `auto`. A device that is not present is an error that says how to get it. */
  readonly device?: Device | undefined;
  /** Threads inside one operation. Default: the engine's own choice, one a core. TensorFlow.js does not ask. */
  readonly threads?: number | undefined;
  /** Receives a line when a backend that is installed cannot be used and another one is taken. Default: a warning of the process. */
  readonly onNotice?: ((line: string) => void) | undefined;
}

/** A network with its weights, ready to run. Runs of one session do not overlap in time. */
export interface Session extends AsyncDisposable {
  /** Runs the network. Shapes are checked by the runtime against the description; outputs are named as described. */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor<Float32Array>>>;
  dispose(): Promise<void>;
}

/** A runtime that executes network descriptions. */
export interface Engine extends AsyncDisposable {
  readonly name: string;
  /** The device that runs, never `auto`. */
  readonly device: Exclude<Device, 'auto'>;
  load(network: Network, weights: Weights): Promise<Session>;
  /**
   * Loads an ONNX model as it is.
   *
   * @param externalData of a model of facekit's own making: tensors that it has outside, by name; their memory may be shared.
   * @throws FacekitError `model-invalid` when the runtime refuses it.
   */
  loadOnnx(model: Uint8Array, externalData?: ReadonlyMap<string, Uint8Array>): Promise<Session>;
  /** Loads a model that ONNX Runtime has made ready on this processor and written to a file. */
  loadPrepared(file: string): Promise<Session>;
  /**
   * Loads a graph of ONNX's operations of facekit's own making, as a step of training is.
   *
   * @throws FacekitError `engine-unsupported` for an operation that the engine does not have.
   */
  loadGraph(graph: OnnxGraph): Promise<Session>;
  /** Releases every session that is still open. */
  dispose(): Promise<void>;
}
