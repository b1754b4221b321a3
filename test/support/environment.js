import { TestEnvironment } from 'jest-environment-node';

const SHARED_CONSTRUCTORS = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Uint8Array',
  'Int8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];

/**
 * Jest runs tests in another realm; native modules then reject its typed arrays. Sharing the constructors
 * of the outer realm cures it.
 */
export default class NativeTypedArraysEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of SHARED_CONSTRUCTORS) this.global[name] = globalThis[name];
  }
}
