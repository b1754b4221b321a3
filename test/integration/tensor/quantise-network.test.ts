import { afterAll, describe, expect, test } from '@jest/globals';
import type { Tensor, Weights } from '../../../src/core/tensor.ts';
import { describeNetwork, images, type Value } from '../../../src/tensor/describe.ts';
import { openOnnxRuntime } from '../../../src/tensor/onnx/runtime.ts';
import type { Network } from '../../../src/tensor/network.ts';
import { equaliseChannels } from '../../../src/tensor/quantization/equalize-channels.ts';
import { quantisedNetwork, quantiseNetwork } from '../../../src/tensor/quantization/quantize-network.ts';
import { splitPrelu } from '../../../src/tensor/quantization/split-prelu.ts';
import { largestDifference } from '../../support/largest-difference.ts';
import { randomNumbers } from '../../support/networks/seeded-numbers.ts';

const engine = await openOnnxRuntime({ device: 'cpu', threads: 1 });
afterAll(() => engine.dispose());

const SIDE = 12;
const numbers = randomNumbers(20180402);
const parameter = (shape: readonly number[], spread: number): Tensor<Float32Array> => ({
  shape,
  data: numbers(
    shape.reduce((size, n) => size * n, 1),
    spread,
  ),
});
const pixels = (): Tensor => ({
  shape: [3, SIDE, SIDE, 3],
  data: Uint8Array.from(numbers(3 * SIDE * SIDE * 3, 60), (x) => 128 + x),
});
const batches = [pixels(), pixels()];

const network = (body: (x: Value) => Value): Network =>
  describeNetwork('test', images(SIDE, SIDE), (image) => ({ result: body(image.standardise('fixed')) }));

/** The channels of `a` differ a hundredfold in size, as those of depthwise networks do. */
const uneven = (shape: readonly number[]): Tensor<Float32Array> => {
  const { data } = parameter(shape, 0.3);
  const channels = shape.at(-1) ?? 1;
  return { shape, data: data.map((x, i) => x * 10 ** ((2 * (i % channels)) / channels - 1)) };
};

const WEIGHTS: Weights = new Map([
  ['a/weights', uneven([3, 3, 3, 16])],
  ['a/biases', parameter([16], 0.2)],
  ['a/alpha', { shape: [16], data: Float32Array.from({ length: 16 }, (_, i) => (i - 4) / 4) }],
  ['b/weights', parameter([3, 3, 16, 1], 0.3)],
  ['b/biases', parameter([16], 0.2)],
  ['b/alpha', { shape: [16], data: Float32Array.from({ length: 16 }, (_, i) => 0.1 * i) }],
  ['c/weights', parameter([1, 1, 16, 16], 0.2)],
  ['c/biases', parameter([16], 0.2)],
  ['d/weights', parameter([1, 1, 16, 16], 0.2)],
  ['d/biases', parameter([16], 0.2)],
  ['e/weights', parameter([16, 8], 0.2)],
  ['e/biases', parameter([8], 0.2)],
]);
const SAME = { kernel: 3, padding: 'same' } as const;

/** A residual block of depthwise layers with PReLU. */
const inverted = network((image) => {
  const x = image.conv('a', { ...SAME, filters: 16 }).prelu('a');
  const y = x.depthwiseConv('b', SAME).prelu('b').conv('c', { kernel: 1, filters: 16 });
  return y.conv('d', { kernel: 1, filters: 16 }).add(y).globalAveragePool().dense('e', { units: 8 });
});

/** Branches, a concatenation and a pooling, with ReLU. */
const branched = network((image) => {
  const x = image.conv('a', { ...SAME, filters: 16 }).relu();
  const left = x.depthwiseConv('b', SAME).relu();
  const right = x.conv('c', { kernel: 1, filters: 16 }).relu().maxPool({ kernel: 3, padding: 'same' });
  const both = left.concat(right).conv('f', { kernel: 1, filters: 16 }).add(x).relu();
  return both.conv('d', { kernel: 1, filters: 16 }).globalAveragePool().dense('e', { units: 8 });
});
const BRANCHED_WEIGHTS: Weights = new Map([
  ...WEIGHTS,
  ['f/weights', parameter([1, 1, 32, 16], 0.2)],
  ['f/biases', parameter([16], 0.2)],
]);

async function run(described: Network, weights: Weights, input: Tensor): Promise<Float32Array> {
  await using session = await engine.load(described, weights);
  return (await session.run({ images: input })).result?.data ?? new Float32Array();
}

const cosine = (a: Float32Array, b: Float32Array): number => {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

test('a PReLU in two parts is the same function, slopes above 1 and below 0 included', async () => {
  const split = splitPrelu(inverted, WEIGHTS);
  expect(split.network.nodes.filter(({ operation }) => operation.op === 'prelu')).toEqual([]);
  const input = pixels();
  const [whole, parts] = [await run(inverted, WEIGHTS, input), await run(split.network, split.weights, input)];
  expect(largestDifference(parts, whole)).toBeLessThan(1e-5 * Math.max(...whole.map(Math.abs)));
});

test('a steep PReLU without a convolution behind it stays as it is', () => {
  const described = network((image) =>
    image
      .conv('a', { ...SAME, filters: 16 })
      .prelu('a')
      .globalAveragePool(),
  );
  const split = splitPrelu(described, WEIGHTS);
  expect(split.network.nodes.map(({ operation }) => operation.op)).toContain('prelu');
  expect(split.weights.get('a/alpha')).toBe(WEIGHTS.get('a/alpha'));
});

test.each([
  ['PReLU', inverted, WEIGHTS],
  ['ReLU', branched, BRANCHED_WEIGHTS],
])('equal channels are the same function, %s', async (_, described, weights) => {
  const equal = await equaliseChannels(described, weights, { engine, batches });
  const input = pixels();
  const [before, after] = [await run(described, weights, input), await run(described, equal, input)];
  expect(largestDifference(after, before)).toBeLessThan(1e-5 * Math.max(...before.map(Math.abs)));
  expect(equal.get('a/weights')).not.toEqual(weights.get('a/weights'));
});

describe.each([
  ['inverted', inverted, WEIGHTS],
  ['branched', branched, BRANCHED_WEIGHTS],
])('quantised, %s', (_, described, weights) => {
  test('gives nearly what the floats give', async () => {
    const quantised = await quantiseNetwork(described, weights, { engine, batches });
    const input = pixels();
    const [floats, whole] = [
      await run(described, weights, input),
      await run(quantisedNetwork(described, quantised), quantised, input),
    ];
    expect(cosine(whole, floats)).toBeGreaterThan(0.999);
    expect(cosine(whole, floats)).toBeLessThan(1 - 1e-9);
  });

  test('has weights of eight bits with a scale for each output, and the pixels and the end in floats', async () => {
    const quantised = await quantiseNetwork(described, weights, { engine, batches });
    const scaled = [...quantised.keys()].filter((name) => name.endsWith('/scales'));
    expect(scaled).toEqual(expect.arrayContaining(['b/scales', 'c/scales', 'd/scales', 'e/scales']));
    expect(scaled).not.toContain('a/scales');
    for (const name of scaled) {
      const { data = [] } = quantised.get(name.replace('scales', 'weights')) ?? {};
      expect([...data].every((value) => Number.isInteger(value) && Math.abs(value) <= 127)).toBe(true);
    }
    const ops = quantisedNetwork(described, quantised).nodes.map(({ operation }) => operation.op);
    expect(ops.slice(-2)).toEqual(['global-average-pool', 'dense']);
    expect(ops.at(-3)).not.toBe('quantise');
  });
});

test('weights of floats leave the description as it is', () => {
  expect(quantisedNetwork(inverted, WEIGHTS)).toEqual(inverted);
});

test('what is concatenated or pooled has the steps of the result', async () => {
  const quantised = await quantiseNetwork(branched, BRANCHED_WEIGHTS, { engine, batches });
  const concat = branched.nodes.find(({ operation }) => operation.op === 'concat');
  const range = quantised.get(`${concat?.name ?? ''}/range`);
  expect(range).toBeDefined();
  for (const input of concat?.inputs ?? []) expect(quantised.get(`${input}/range`)).toEqual(range);
});
