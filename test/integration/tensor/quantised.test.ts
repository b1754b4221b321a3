import { afterAll, describe, expect, test } from '@jest/globals';
import { describeNetwork, type Value } from '../../../src/tensor/describe.ts';
import { ENGINES, type Engine } from '../../../src/tensor/engine.ts';
import { openEngine } from '../../../src/tensor/engines/open-engine.ts';
import { largestDifference } from '../../support/largest-difference.ts';
import { readCases, type StoredCase, toWeights } from '../../support/networks/stored-tensors.ts';

/**
 * int8 layers against NumPy in 64-bit integers (fixtures/tensor/make-quantised.py). A sum that lies just between two
 * steps may be rounded to the other one in float32: that happens to less than one number in a hundred.
 */
interface Case extends StoredCase {
  readonly step: number;
}
const cases = readCases<Case>('quantised');

const BODIES: Record<string, (x: Value) => Value> = {
  quantise: (x) => x,
  'conv 3x3/1 same, relu': (x) => x.conv('a', { kernel: 3, filters: 8, padding: 'same' }).relu().quantise('out'),
  'conv 3x3/2 same': (x) => x.conv('a', { kernel: 3, filters: 16, stride: 2, padding: 'same' }).quantise('out'),
  'depthwise 3x3/2 same': (x) => x.depthwiseConv('a', { kernel: 3, stride: 2, padding: 'same' }).quantise('out'),
  'the largest bytes and depthwise weights': (x) =>
    x.depthwiseConv('a', { kernel: 3, padding: 'same' }).quantise('out'),
  'the largest bytes and weights': (x) => x.conv('a', { kernel: 3, filters: 16, padding: 'same' }).quantise('out'),
};

const engines = await Promise.all(ENGINES.map((engine) => openEngine({ engine, device: 'cpu', threads: 1 })));
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

const runCase = async (engine: Engine, { name, input, weights }: Case) => {
  const [batch = 0, ...rest] = input.shape;
  const network = describeNetwork(name, { name: 'images', type: 'float32', shape: ['batch', ...rest] }, (images) => ({
    result: BODIES[name]?.(images.standardise('none').quantise('in')) ?? images,
  }));
  await using session = await engine.load(network, toWeights(weights));
  const { result } = await session.run({
    images: { shape: [batch, ...rest], data: Float32Array.from(input.data) },
  });
  return result;
};

describe.each(cases)('$name', (each) => {
  test.each(engines)('agrees with NumPy on $name', async (engine) => {
    const result = await runCase(engine, each);
    expect(result?.shape).toEqual(each.expected.shape);
    const data = result?.data ?? new Float32Array();
    expect(largestDifference(data, each.expected.data)).toBeLessThan(1.001 * each.step);
    const others = data.filter((value, i) => Math.abs(value - (each.expected.data[i] ?? NaN)) > 1e-4);
    expect(others.length).toBeLessThanOrEqual(data.length / 100);
  });
});

describe.each(engines)('$name', (engine) => {
  test.each([
    ['a scale of zero', [0, 128]],
    ['a scale that is no number', [NaN, 128]],
    ['a zero point outside of a byte', [0.1, 256]],
    ['a zero point between two bytes', [0.1, 1.5]],
  ])('refuses %s', async (_, range) => {
    const each = { ...(cases[0] as Case), weights: { 'in/range': { shape: [2], data: range } } };
    await expect(runCase(engine, each)).rejects.toMatchObject({ code: 'weights-range' });
  });
});
