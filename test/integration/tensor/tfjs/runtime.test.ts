import { afterAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import { describeNetwork, images } from '../../../../src/tensor/describe.ts';
import type { Session } from '../../../../src/tensor/engine.ts';
import type { OnnxGraph } from '../../../../src/tensor/onnx-graph.ts';
import { openTfjs } from '../../../../src/tensor/tfjs/runtime.ts';

const network = describeNetwork('two', images(2, 2), (image) => {
  const features = image.standardise('fixed').conv('a', { kernel: 2, filters: 2 }).prelu('a');
  return { features, result: features.dense('b', { units: 1 }).relu() };
});
const filled = (value: number, ...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((size, n) => size * n, 1)).fill(value),
});
const weights = new Map([
  ['a/weights', filled(1, 2, 2, 3, 2)],
  ['a/biases', filled(1, 2)],
  ['a/alpha', filled(0.5, 2)],
  ['b/weights', filled(2, 2, 1)],
  ['b/biases', filled(0, 1)],
]);
const WHITE = { images: { shape: [1, 2, 2, 3], data: new Uint8Array(12).fill(255) } };
// 12 · (255 − 127.5) / 128 + 1, twice through the dense layer's 2.
const FEATURE = 12.953125;

const engine = await openTfjs({ device: 'cpu' });
afterAll(() => engine.dispose());

const runOn = async (session: Session) => (await session.run(WHITE)).result?.data[0];

/** y = (x + x) · 2, with a value that nothing reads. */
const graph: OnnxGraph = {
  name: 'twice',
  nodes: [
    { type: 'Add', inputs: ['x', 'x'], outputs: ['sum'] },
    { type: 'Sum', inputs: ['sum'], outputs: ['same'] },
    { type: 'Neg', inputs: ['sum'], outputs: ['unread'] },
    { type: 'Mul', inputs: ['same', 'two'], outputs: ['y'] },
  ],
  initializers: [{ name: 'two', shape: [], data: Float32Array.of(2) }],
  inputs: [{ name: 'x', type: 'float32', shape: ['numbers'] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['numbers'] }],
};

describe('a graph of operations', () => {
  test('is computed, and leaves nothing behind but its constants, and these until dispose', async () => {
    const before = tf.memory().numTensors;
    const session = await engine.loadGraph(graph);
    for (let i = 0; i < 20; i++) {
      const { y } = await session.run({ x: { shape: [3], data: Float32Array.of(1, -2, i) } });
      expect(y).toEqual({ shape: [3], data: Float32Array.of(4, -8, 4 * i) });
      expect(tf.memory().numTensors).toBe(before + 1);
    }
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is refused where an operation is not there, and its input where it has another shape', async () => {
    const unknown = { ...graph, nodes: [{ type: 'Einsum', inputs: ['x'], outputs: ['y'] }] };
    const before = tf.memory().numTensors;
    await expect(engine.loadGraph(unknown)).rejects.toMatchObject({
      code: 'engine-unsupported',
      message: /received Einsum; use `engine: onnxruntime`/,
    });
    expect(tf.memory().numTensors).toBe(before);
    await using session = await engine.loadGraph(graph);
    await expect(session.run({ x: { shape: [1, 1], data: Float32Array.of(1) } })).rejects.toThrow(
      /x of shape \(numbers\)/,
    );
  });
});

describe('memory', () => {
  test('holds the same tensors after 1,000 runs, and none after dispose', async () => {
    const before = tf.memory().numTensors;
    const session = await engine.load(network, weights);
    const loaded = tf.memory().numTensors;
    expect(loaded).toBe(before + weights.size);
    for (let i = 0; i < 1000; i++) await session.run(WHITE);
    expect(tf.memory().numTensors).toBe(loaded);
    await session.dispose();
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ['a missing parameter', new Map([...weights].slice(0, 4)), 'weights-missing', /b\/biases/],
    [
      'a parameter of another shape',
      new Map([...weights, ['b/biases', filled(0, 2)] as const]),
      'weights-shape',
      /\(1\) but found \(2\)/,
    ],
  ])('%s is refused by name and leaves nothing behind', async (_, wrong, code, message) => {
    const before = tf.memory().numTensors;
    await expect(engine.load(network, wrong)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a run that fails leaves nothing behind', async () => {
    await using session = await engine.load(network, weights);
    const before = tf.memory().numTensors;
    const wrong = { images: { shape: [1, 3, 2, 3], data: new Uint8Array(18) } };
    await expect(session.run(wrong)).rejects.toThrow('(batch, 2, 2, 3) but received (1, 3, 2, 3)');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('sessions', () => {
  test('give every output of the description', async () => {
    await using session = await engine.load(network, weights);
    expect(await session.run(WHITE)).toEqual({
      features: { shape: [1, 1, 1, 2], data: new Float32Array(2).fill(FEATURE) },
      result: { shape: [1, 1], data: Float32Array.of(4 * FEATURE) },
    });
  });

  test('do not run after dispose', async () => {
    const session = await engine.load(network, weights);
    await session.dispose();
    await expect(session.run(WHITE)).rejects.toThrow('Expected an open session of two');
  });

  test('of another engine survive the end of one', async () => {
    const other = await openTfjs({ device: 'cpu' });
    const mine = await engine.load(network, weights);
    await other.load(network, weights);
    const before = tf.memory().numTensors;
    await other.dispose();
    expect(tf.memory().numTensors).toBe(before - weights.size);
    expect(await runOn(mine)).toBe(4 * FEATURE);
    await mine.dispose();
  });
});

/** tfjs-core with a second backend beside wasm, as tfjs-node-gpu registers it; it computes with the kernels of wasm. */
function packageLikeTfjsNodeGpu(): typeof tf {
  const wasm = tf.findBackend('wasm');
  Object.defineProperty(wasm, 'isUsingGpuDevice', { get: () => tf.getBackend() === 'tensorflow' });
  tf.registerBackend('tensorflow', () => wasm);
  for (const kernel of tf.getKernelsForBackend('wasm')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
  return tf;
}

describe('two backends in one process', () => {
  test('each session computes on its own', async () => {
    const importPackage = () => Promise.resolve(packageLikeTfjsNodeGpu());
    await using gpu = await openTfjs({ device: 'cuda' }, { importPackage });
    expect([gpu.device, engine.device]).toEqual(['cuda', 'cpu']);
    await using onGpu = await gpu.load(network, weights);
    await using onCpu = await engine.load(network, weights);
    const used: string[] = [];
    for (const session of [onGpu, onCpu, onGpu]) {
      expect(await runOn(session)).toBe(4 * FEATURE);
      used.push(tf.getBackend());
    }
    expect(used).toEqual(['tensorflow', 'wasm', 'tensorflow']);
    const together = await Promise.all([onGpu, onCpu, onGpu, onCpu].map(runOn));
    expect(together).toEqual(new Array(4).fill(4 * FEATURE));
  });
});

describe('what only ONNX Runtime has', () => {
  test('models in its own format', async () => {
    await expect(engine.loadOnnx(new Uint8Array())).rejects.toMatchObject({
      code: 'engine-unsupported',
      message: expect.stringContaining('`engine: onnxruntime`'),
    });
  });

  test('other devices', async () => {
    await expect(openTfjs({ device: 'webgpu' })).rejects.toMatchObject({
      code: 'device-missing',
      message: expect.stringMatching(/auto, cpu, cuda.*webgpu/),
    });
  });
});
