import { describe, expect, test } from '@jest/globals';
import { loadTfjs, restoreUtil } from '../../../src/tensor/tfjs/load-runtime.ts';
import { fakePackages, type Behaviour } from '../../support/fakes/fake-tfjs.ts';

const GPU = '@tensorflow/tfjs-node-gpu';
const NODE = '@tensorflow/tfjs-node';
const WASM = '@tensorflow/tfjs-backend-wasm';

type Installed = Readonly<Record<string, Behaviour>>;

async function load(device: 'auto' | 'cpu' | 'cuda', installed: Installed) {
  const notices: string[] = [];
  const { importPackage, imported } = fakePackages(installed);
  const onNotice = (line: string): unknown => notices.push(line);
  const { backend, device: taken } = await loadTfjs(device, { importPackage, onNotice });
  return { taken: [backend.package, taken], notices, imported };
}

describe('the backend that is taken', () => {
  const all: Installed = { [GPU]: 'computes on a GPU', [NODE]: 'computes', [WASM]: 'computes' };

  test.each<['auto' | 'cpu' | 'cuda', string, Installed, string, string]>([
    ['auto', 'all three', all, GPU, 'cuda'],
    ['auto', 'tfjs-node and wasm', { [NODE]: 'computes', [WASM]: 'computes' }, NODE, 'cpu'],
    ['auto', 'wasm only', { [WASM]: 'computes' }, WASM, 'cpu'],
    ['auto', 'tfjs-node-gpu on a machine without GPU', { ...all, [GPU]: 'computes' }, GPU, 'cpu'],
    ['cuda', 'all three', all, GPU, 'cuda'],
    ['cpu', 'all three', all, NODE, 'cpu'],
    ['cpu', 'tfjs-node-gpu and wasm', { [GPU]: 'computes on a GPU', [WASM]: 'computes' }, WASM, 'cpu'],
    ['cpu', 'only tfjs-node-gpu, without GPU', { [GPU]: 'computes' }, GPU, 'cpu'],
  ])('--device %s with %s', async (device, _, installed, name, taken) => {
    expect(await load(device, installed)).toMatchObject({ taken: [name, taken], notices: [] });
  });

  test('is the only one that is loaded', async () => {
    expect((await load('auto', all)).imported).toEqual([GPU]);
  });
});

describe('a backend that is installed and does not work', () => {
  test.each<[Behaviour, RegExp]>([
    [
      'has no binding',
      /tfjs-node-gpu: .*\(tfjs_binding\.node\) can not be found.* Taking @tensorflow\/tfjs-backend-wasm instead\.$/,
    ],
    ['does not initialise', /tfjs-node-gpu: it could not be initialised\. Taking/],
    ['lacks a dependency', /tfjs-node-gpu: Cannot find package 'google-protobuf'.* Taking/],
  ])('%s: the next is taken, with one line', async (behaviour, line) => {
    const { taken, notices } = await load('auto', { [GPU]: behaviour, [WASM]: 'computes' });
    expect(taken).toEqual([WASM, 'cpu']);
    expect(notices).toEqual([expect.stringMatching(line)]);
    expect(notices[0]).not.toContain('\n');
  });

  test('two of them: still one line, with both', async () => {
    const installed: Installed = { [GPU]: 'has no binding', [NODE]: 'has no binding', [WASM]: 'computes' };
    const { taken, notices } = await load('auto', installed);
    expect(taken).toEqual([WASM, 'cpu']);
    expect(notices).toEqual([expect.stringMatching(/tfjs-node-gpu: .*; Cannot use @tensorflow\/tfjs-node: /)]);
  });
});

describe('errors', () => {
  test('nothing is installed: what to install', async () => {
    await expect(load('auto', {})).rejects.toMatchObject({
      code: 'engine-missing',
      message: expect.stringMatching(
        /None of its packages is installed.*npm install @tensorflow\/tfjs-node-gpu@4.*CUDA 11\.2.*npm install @tensorflow\/tfjs-node@4.*npm install @tensorflow\/tfjs-backend-wasm@4\S+ @tensorflow\/tfjs-core@4.*`engine: onnxruntime`/,
      ),
    });
  });

  test('what is installed does not work: why', async () => {
    await expect(load('auto', { [NODE]: 'has no binding' })).rejects.toMatchObject({
      code: 'engine-missing',
      message: expect.stringMatching(/tfjs-node: The Node\.js native addon module/),
    });
  });

  test.each<[string, Installed, RegExp]>([
    ['without the package', { [WASM]: 'computes' }, /tfjs-node-gpu: it is not installed.*npm install .*CUDA 11\.2/],
    ['without a GPU', { [GPU]: 'computes' }, /tfjs-node-gpu: it finds no GPU/],
  ])('--device cuda %s', async (_, installed, message) => {
    await expect(load('cuda', installed)).rejects.toMatchObject({
      code: 'device-missing',
      message: expect.stringMatching(message),
    });
  });
});

/** Node.js 23 and later have no `util.isNullOrUndefined`. */
test('the functions of util that tfjs-node calls are put back', () => {
  const util: Record<string, unknown> = {};
  restoreUtil(util);
  const { isNullOrUndefined, isArray } = util as Record<string, (value: unknown) => boolean>;
  expect([null, undefined, 0, '', false].map((value) => isNullOrUndefined?.(value))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect([[], {}].map((value) => isArray?.(value))).toEqual([true, false]);
});
