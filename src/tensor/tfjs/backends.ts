/** A package that computes for TensorFlow.js. */
export interface TfjsBackend {
  readonly package: string;
  /** Further packages that it needs beside it. */
  readonly beside: readonly string[];
  /** The name under which it registers with tfjs-core. */
  readonly name: 'tensorflow' | 'wasm';
  /** The device that it is installed for. */
  readonly device: 'cpu' | 'cuda';
  /** What the machine must have for that, if anything. */
  readonly needs?: string;
}

/** The version that facekit is tested with; all packages of TensorFlow.js must have the same one. */
const VERSION = '4.22.0';

const NODE_GPU: TfjsBackend = {
  package: '@tensorflow/tfjs-node-gpu',
  beside: [],
  name: 'tensorflow',
  device: 'cuda',
  needs: 'NVIDIA driver 450 or newer, CUDA 11.2, cuDNN 8.1',
};
const NODE: TfjsBackend = {
  package: '@tensorflow/tfjs-node',
  beside: [],
  name: 'tensorflow',
  device: 'cpu',
  needs: 'a processor with AVX',
};
const WASM: TfjsBackend = {
  package: '@tensorflow/tfjs-backend-wasm',
  beside: ['@tensorflow/tfjs-core'],
  name: 'wasm',
  device: 'cpu',
};

/** In the order in which they are tried. */
export const TFJS_BACKENDS: readonly TfjsBackend[] = [NODE_GPU, NODE, WASM];

/** The ones that can be meant by a device. The GPU package computes on the processor where it finds no GPU. */
export function backendsFor(device: 'auto' | 'cpu' | 'cuda'): readonly TfjsBackend[] {
  if (device === 'auto') return TFJS_BACKENDS;
  return device === 'cuda' ? [NODE_GPU] : [NODE, WASM, NODE_GPU];
}

/** The command that installs a backend. */
export const howToInstall = ({ package: name, beside }: TfjsBackend): string =>
  `npm install ${[name, ...beside].map((each) => `${each}@${VERSION}`).join(' ')}`;
