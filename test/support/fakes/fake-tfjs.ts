import type { ImportPackage } from '../../../src/tensor/tfjs/load-runtime.ts';

/** What a stand-in for a package of TensorFlow.js does when it is loaded. */
export type Behaviour =
  'computes' | 'computes on a GPU' | 'does not initialise' | 'has no binding' | 'lacks a dependency';

/** A tfjs-core with one backend, as tfjs-node-gpu exports it. */
const tfWith = (backend: string, isUsingGpuDevice: boolean, initialises: boolean) => ({
  setBackend: (name: string) => Promise.resolve(initialises && name === backend),
  getBackend: () => backend,
  backend: () => ({ isUsingGpuDevice }),
});

const missing = (name: string): Error =>
  Object.assign(new Error(`Cannot find package '${name}' imported from /app/facekit.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });

/** As tfjs-node 4.22 words it when its install step could not fetch the library. */
const NO_BINDING =
  'The Node.js native addon module (tfjs_binding.node) can not be found at path: /app/lib/napi-v8. \nPlease run …';

/** Imports stand-ins; a package that is not named is not installed. */
export function fakePackages(installed: Readonly<Record<string, Behaviour>>): {
  importPackage: ImportPackage;
  imported: string[];
} {
  const imported: string[] = [];
  const importPackage: ImportPackage = async (name) => {
    imported.push(name);
    if (name === WASM && installed[WASM]) return Promise.resolve({ setWasmPaths: () => undefined });
    const backend = name === CORE ? WASM : name;
    const behaviour = installed[backend];
    if (!behaviour) throw missing(name);
    if (behaviour === 'has no binding') throw new Error(NO_BINDING);
    if (behaviour === 'lacks a dependency') throw missing('google-protobuf');
    return tfWith(
      backend === WASM ? 'wasm' : 'tensorflow',
      behaviour === 'computes on a GPU',
      behaviour !== 'does not initialise',
    );
  };
  return { importPackage, imported };
}

const CORE = '@tensorflow/tfjs-core';
const WASM = '@tensorflow/tfjs-backend-wasm';
