import vm from 'node:vm';
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
 * Jest runs tests in another realm; native modules then reject its typed arrays. Sharing the constructors of the outer realm cures it.
 *
 * The global object of that realm is one that Node.js does not look through, where it can make one: otherwise each `Math` of an inner loop goes
 * through a proxy, and what computes takes four times as long.
 */
export default class NativeTypedArraysEnvironment extends TestEnvironment {
  constructor(...args) {
    const { createContext, constants } = vm;
    const plain = constants?.DONT_CONTEXTIFY;
    if (plain) vm.createContext = () => createContext(plain);
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
  }

  async setup() {
    await super.setup();
    for (const name of SHARED_CONSTRUCTORS) this.global[name] = globalThis[name];
  }
}
