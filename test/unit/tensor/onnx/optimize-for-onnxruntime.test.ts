import { describe, expect, test } from '@jest/globals';
import { describeNetwork, images, type Value } from '../../../../src/tensor/describe.ts';
import { optimizeForOnnxRuntime } from '../../../../src/tensor/onnx/optimize-for-onnxruntime.ts';
import { randomWeights } from '../../../../src/tensor/random-weights.ts';
import { randomNumbers } from '../../../support/networks/seeded-numbers.ts';

const numbers = randomNumbers(4);

/** The network after fitting; that it computes the same is in integration/tensor/contract.test.ts. */
function fitted(slopes: readonly number[], body = poolBehindPrelu(slopes.length)) {
  const network = describeNetwork('test', images(12, 12), (image) => ({
    result: body(image.standardise('fixed')),
  }));
  const weights = new Map(randomWeights(network, () => numbers(1, 1)[0] ?? 0));
  weights.set('p/alpha', { shape: [slopes.length], data: Float32Array.from(slopes) });
  const fit = optimizeForOnnxRuntime(network, weights);
  return { operations: fit.network.nodes.map(({ operation }) => operation.op), weights: fit.weights };
}

const poolBehindPrelu =
  (filters: number) =>
  (x: Value): Value =>
    x
      .conv('a', { kernel: 3, filters })
      .prelu('p')
      .maxPool({ kernel: 2, stride: 2 })
      .conv('b', { kernel: 3, filters: 4 });

describe('PReLU before max pooling', () => {
  test('goes behind it where every negative slope finds a spare channel of its block', () => {
    const { operations } = fitted([...Array<number>(10).fill(0.5), ...Array<number>(3).fill(-0.5)]);
    expect(operations.slice(1)).toEqual(['conv', 'max-pool', 'conv', 'relu', 'conv', 'add', 'conv']);
  });

  test('loses its slopes above 1 where only these find one', () => {
    const { operations, weights } = fitted([1.5, ...Array<number>(14).fill(-0.5)]);
    expect(operations.slice(1)).toEqual(['conv', 'prelu', 'max-pool', 'conv']);
    const alpha = weights.get('p/alpha')?.data ?? [];
    expect([alpha[0], alpha[15], Math.max(...alpha)]).toEqual([1, 0, 1]);
  });

  test('stays as it is where neither do, or where its result is also read elsewhere', () => {
    expect(fitted(Array<number>(16).fill(-0.5)).operations).toContain('prelu');
    const body = (x: Value): Value => {
      const hidden = x.conv('a', { kernel: 3, filters: 4 }).prelu('p');
      return hidden.maxPool({ kernel: 1 }).conv('b', { kernel: 1, filters: 4 }).add(hidden);
    };
    expect(fitted([0.1, -0.2, 0.3, 1.4], body).operations).toContain('prelu');
  });
});

test('a layer that several nodes share keeps its channels', () => {
  const body = (x: Value): Value => {
    const head = (map: Value): Value => map.conv('shared', { kernel: 1, filters: 6 }).relu();
    const first = head(x.conv('a', { kernel: 1, filters: 3 }));
    return first.conv('b', { kernel: 1, filters: 4 }).add(head(x).conv('c', { kernel: 1, filters: 4 }));
  };
  const { weights } = fitted([], body);
  expect(weights.get('shared/weights')?.shape).toEqual([1, 1, 3, 6]);
  expect(weights.get('a/weights')?.shape).toEqual([1, 1, 3, 3]);
});

describe('standardisation', () => {
  test('goes into a convolution that does not pad', () => {
    const { weights } = fitted(Array<number>(16).fill(-0.5));
    expect(weights.get('a/weights')?.data.every((weight) => Math.abs(weight) < 0.1)).toBe(true);
  });
});
