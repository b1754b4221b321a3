import { afterAll, describe, expect, test } from '@jest/globals';
import { describeNetwork, type Value } from '../../../src/tensor/describe.ts';
import { ENGINES } from '../../../src/tensor/engine.ts';
import { openEngine } from '../../../src/tensor/engines/open-engine.ts';
import { largestDifference } from '../../support/numbers.ts';
import { readCases, toWeights } from '../../support/stored-tensors.ts';

/**
 * Every operation of the network description, on both engines, against PyTorch and NumPy in double precision
 * (fixtures/tensor/make-operations.py). Results are within 1e-5 of the largest expected number.
 */
const cases = readCases('operations');

const BODIES: Record<string, (x: Value) => Value> = {
  'standardise fixed': (x) => x,
  'standardise per-image': (x) => x,
  'standardise per-image of a plain image': (x) => x,
  'conv 3x3/1 valid': (x) => x.conv('a', { kernel: 3, filters: 5 }),
  'conv 3x3/1 same': (x) => x.conv('a', { kernel: 3, filters: 5, padding: 'same' }),
  'conv 3x3/2 valid': (x) => x.conv('a', { kernel: 3, filters: 5, stride: 2 }),
  'conv 3x3/2 same': (x) => x.conv('a', { kernel: 3, filters: 5, stride: 2, padding: 'same' }),
  'conv 1x7 same without bias': (x) => x.conv('a', { kernel: [1, 7], filters: 4, padding: 'same', bias: false }),
  'depthwise 3x3/2 same': (x) => x.depthwiseConv('a', { kernel: 3, stride: 2, padding: 'same' }),
  'conv, prelu, pool, conv': (x) =>
    x
      .conv('a', { kernel: 3, filters: 10 })
      .prelu('p')
      .maxPool({ kernel: 2, stride: 2, padding: 'same' })
      .conv('b', { kernel: 3, filters: 4 }),
  '10 slopes before max pooling': (x) => slopesBeforePooling(x, 10),
  '28 slopes before max pooling': (x) => slopesBeforePooling(x, 28),
  '32 slopes before max pooling': (x) => slopesBeforePooling(x, 32),
  'fixed standardisation, conv valid': (x) => x.conv('a', { kernel: 3, filters: 4 }),
  'fixed standardisation, conv same': (x) => x.conv('a', { kernel: 3, filters: 4, padding: 'same' }),
  'max-pool 2/2 same': (x) => x.maxPool({ kernel: 2, stride: 2, padding: 'same' }),
  'max-pool 3/2 same': (x) => x.maxPool({ kernel: 3, stride: 2, padding: 'same' }),
  'max-pool 3/2 valid': (x) => x.maxPool({ kernel: 3, stride: 2 }),
  'max-pool 3/1 same': (x) => x.maxPool({ kernel: 3, padding: 'same' }),
  'average-pool 2/2 same': (x) => x.averagePool({ kernel: 2, stride: 2, padding: 'same' }),
  'average-pool 3/2 same': (x) => x.averagePool({ kernel: 3, stride: 2, padding: 'same' }),
  'average-pool 3/2 valid': (x) => x.averagePool({ kernel: 3, stride: 2 }),
  'average-pool 3/1 same': (x) => x.averagePool({ kernel: 3, padding: 'same' }),
  'global-average-pool': (x) => x.globalAveragePool(),
  'dense over a map': (x) => x.dense('a', { units: 4 }),
  'dense, dense without bias, prelu': (x) =>
    x.dense('a', { units: 4 }).dense('b', { units: 6, bias: false }).prelu('p'),
  'prelu of a map': (x) => x.prelu('p'),
  relu: (x) => x.relu(),
  sigmoid: (x) => x.sigmoid(),
  upsample: (x) => x.upsample(2),
  'scale and add': (x) => x.scale(0.17).add(x),
  'softmax of two channels': (x) => x.conv('a', { kernel: 1, filters: 2, bias: false }).softmax(),
  'softmax of three channels': (x) => x.softmax(),
  'softmax of features': (x) => x.dense('a', { units: 2, bias: false }).softmax(),
  concat: (x) => x.concat(x.scale(2)),
  'l2-normalise': (x) => x.globalAveragePool().l2Normalise(),
  'l2-normalise of zeros': (x) => x.globalAveragePool().l2Normalise(),
};

const slopesBeforePooling = (x: Value, filters: number): Value =>
  x
    .conv('a', { kernel: [2, 3], filters, padding: 'same' })
    .prelu('p')
    .maxPool({ kernel: 3, stride: 2, padding: 'same' })
    .conv('b', { kernel: 2, filters: 3 });

const engines = await Promise.all(ENGINES.map((engine) => openEngine({ engine, device: 'cpu', threads: 1 })));
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

describe.each(cases)('$name', ({ name, input, expected, weights }) => {
  const body = BODIES[name];
  const standardisation = name.includes('per-image') ? 'per-image' : 'fixed';
  const isAlone = name.startsWith('standardise');
  const pixels = isAlone || name.startsWith('fixed');

  test.each(engines)('agrees with PyTorch on $name', async (engine) => {
    if (!body) throw new Error(`Expected a description for ${name}`);
    const [batch = 0, ...rest] = input.shape;
    const network = describeNetwork(
      name,
      { name: 'images', type: pixels ? 'uint8' : 'float32', shape: ['batch', ...rest] },
      (images) => ({
        result: isAlone
          ? images.standardise(standardisation)
          : body(images.standardise(pixels ? standardisation : 'none')),
      }),
    );
    const data = pixels ? Uint8Array.from(input.data) : Float32Array.from(input.data);
    await using session = await engine.load(network, toWeights(weights));
    const { result } = await session.run({ images: { shape: [batch, ...rest], data } });
    expect(result?.shape).toEqual(expected.shape);
    const largest = Math.max(1, ...expected.data.map(Math.abs));
    expect(largestDifference(result?.data ?? [], expected.data)).toBeLessThan(1e-5 * largest);
  });
});
