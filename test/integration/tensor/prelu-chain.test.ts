import { afterAll, expect, test } from '@jest/globals';
import { describeNetwork, images } from '../../../src/tensor/describe.ts';
import { openEngine } from '../../../src/tensor/engines/open-engine.ts';
import { randomWeights } from '../../../src/tensor/random-weights.ts';
import { largestDifference } from '../../support/largest-difference.ts';
import { randomNumbers } from '../../support/networks/seeded-numbers.ts';

/**
 * Two convolutions one after the other, each with PReLU and max pooling, as MTCNN's R-Net and O-Net have them. What ONNX Runtime is given of the first
 * decides how many channels the second one reads; TensorFlow.js computes the description as it is.
 */
const network = describeNetwork('chain', images(20, 20), (image) => {
  const first = image
    .standardise('fixed')
    .conv('a', { kernel: 3, filters: 10 })
    .prelu('p')
    .maxPool({ kernel: 2, stride: 2 });
  const second = first.conv('b', { kernel: 3, filters: 14 }).prelu('q').maxPool({ kernel: 2, stride: 2 });
  return { result: second.conv('c', { kernel: 3, filters: 4 }) };
});

const engines = await Promise.all(
  (['onnxruntime', 'tfjs'] as const).map((engine) => openEngine({ engine, device: 'cpu', threads: 1 })),
);
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

/** Slopes that are rewritten in each of the ways of `rewritePrelu`, or not at all. */
const SLOPES = {
  gentle: (count: number) => Array.from({ length: count }, (_, i) => (i === 1 ? -0.4 : 0.1 + i / 20)),
  steep: (count: number) => Array.from({ length: count }, (_, i) => (i < 2 ? 1.3 : -0.1 - i / 40)),
  'all kinds': (count: number) => Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1.2 : -0.3)),
};
const kinds = Object.keys(SLOPES) as (keyof typeof SLOPES)[];

test.each(kinds.flatMap((first) => kinds.map((second) => [first, second] as const)))(
  'PReLU with slopes that are %s, then %s',
  async (first, second) => {
    const random = randomNumbers(7);
    const weights = new Map(randomWeights(network, () => random(1, 1)[0] ?? 0));
    weights.set('p/alpha', { shape: [10], data: Float32Array.from(SLOPES[first](10)) });
    weights.set('q/alpha', { shape: [14], data: Float32Array.from(SLOPES[second](14)) });
    const data = Uint8Array.from({ length: 2 * 20 * 20 * 3 }, (_, i) => (i * 97 + 31 * (i % 7)) % 256);
    const results = [];
    for (const engine of engines) {
      await using session = await engine.load(network, weights);
      const { result } = await session.run({ images: { shape: [2, 20, 20, 3], data } });
      results.push(result?.data ?? new Float32Array());
    }
    const [found = [], expected = []] = results;
    expect(expected.length).toBeGreaterThan(0);
    const largest = Math.max(...Array.from(expected, Math.abs));
    expect(largest).toBeGreaterThan(0);
    expect(largestDifference(found, expected) / largest).toBeLessThan(1e-5);
  },
);
