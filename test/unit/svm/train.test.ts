import { describe, expect, test } from '@jest/globals';
import { createPredictor } from '../../../src/svm/predict.ts';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { trainSvm, type TrainSvmOptions } from '../../../src/svm/train.ts';
import { largestDifference, queries, sklearn, train } from './svm-fixture.ts';

const { labels } = sklearn;

describe.each(['linear', 'rbf'] as const)('training with the %s kernel', (kernel) => {
  const { decision, decisionTight, probability } = sklearn.models[kernel];
  const decisions = async (options: TrainSvmOptions): Promise<Float64Array[]> =>
    queries.map(createPredictor(await trainSvm(train, labels, { kernel, ...options })).decisionValues);

  test('ends at the decision values of scikit-learn with the same tolerance', async () => {
    expect(largestDifference(await decisions({ tolerance: 1e-3 }), decision)).toBeLessThan(1e-6);
  });

  test('is within 1e-3 of the optimum by default', async () => {
    expect(largestDifference(await decisions({}), decisionTight)).toBeLessThan(1e-3);
  });

  test('comes to the optimum with a small tolerance, with and without shrinking', async () => {
    for (const shrinking of [true, false]) {
      expect(largestDifference(await decisions({ tolerance: 1e-8, shrinking }), decisionTight)).toBeLessThan(1e-6);
    }
  });

  test('gives probabilities near those of scikit-learn, whose folds are other ones', async () => {
    const predictor = createPredictor(await trainSvm(train, labels, { kernel }));
    const actual = queries.map(predictor.probabilities);
    // Over its own seeds 0 … 9, scikit-learn's numbers differ by up to 0.12 here.
    expect(largestDifference(actual, probability)).toBeLessThan(0.2);
    expect(actual.map(([...row]) => row.indexOf(Math.max(...row)))).toEqual(
      probability.map((row) => row.indexOf(Math.max(...row))),
    );
  });
});

test('classes come in ascending order of their labels, whatever the order of the samples', async () => {
  const flipped = labels.map((label) => 10 - label);
  const model = await trainSvm(train, flipped);
  expect(model.labels).toEqual([6, 7, 8, 9, 10]);
  expect(createPredictor(model).predict(queries[0] ?? new Float32Array()).label).toBe(10);
});

test('the seed decides the probabilities, and nothing else does', async () => {
  const [first, again, other] = [
    await trainSvm(train, labels, { seed: 1 }),
    await trainSvm(train, labels, { seed: 1 }),
    await trainSvm(train, labels, { seed: 2 }),
  ];
  expect(again).toEqual(first);
  expect(other.probA).not.toEqual(first.probA);
  expect(other.coefficients).toEqual(first.coefficients);
});

test('two samples a class are enough to name others by', async () => {
  // As embeddings are: a cosine of about 0.8 between two of a class, of about 0.3 between classes.
  const random = seededRandom(3, 0);
  const noise = (): number[] => Array.from({ length: 128 }, () => (random() - 0.5) * Math.sqrt(12 / 128));
  const common = noise();
  const centres = Array.from({ length: 10 }, noise);
  const sampleOf = (c: number): Float32Array => {
    const own = noise();
    return Float32Array.from(common, (value, i) => 0.55 * value + 0.7 * (centres[c]?.[i] ?? 0) + 0.45 * (own[i] ?? 0));
  };
  const twoOfEach = [...centres.keys(), ...centres.keys()].sort((a, b) => a - b);
  const { predict } = createPredictor(await trainSvm(twoOfEach.map(sampleOf), twoOfEach));
  const names = Array.from({ length: 200 }, (_, i) => i % 10);
  expect(names.filter((c) => predict(sampleOf(c)).classIndex === c).length).toBeGreaterThan(195);
});

test('a class too large for a kernel matrix is trained all the same', async () => {
  // 1,001 samples in a pair. One number each: −1 − e and 1 + e, so that the machine must separate at 0.
  const samples = Array.from({ length: 1001 }, (_, index) => {
    const spread = 1 + (index % 10) / 10;
    return Float32Array.of(index % 2 === 0 ? -spread : spread);
  });
  const model = await trainSvm(
    samples,
    samples.map((_, index) => index % 2),
    { tolerance: 1e-6 },
  );
  // By hand: the closest samples are −1 (class 0) and 1.1 (class 1), so w = −2 / 2.1 and decision(0.05) = 0.
  const predictor = createPredictor(model);
  const decide = (x: number): number => predictor.decisionValues(Float32Array.of(x))[0] ?? NaN;
  expect(Math.abs(decide(-1) - 1)).toBeLessThan(1e-4);
  expect(Math.abs(decide(1.1) + 1)).toBeLessThan(1e-4);
});

test('leaves no handler behind that ends the process on an unhandled rejection', async () => {
  const before = process.listenerCount('unhandledRejection');
  await trainSvm(train, labels);
  expect(process.listenerCount('unhandledRejection')).toBe(before);
});

describe('refuses', () => {
  const two = [Float32Array.of(1, 0), Float32Array.of(1, 0.1), Float32Array.of(0, 1), Float32Array.of(0.1, 1)];
  const nan = [...two.slice(0, 3), Float32Array.of(NaN, 1)];
  test.each([
    { what: 'one class', samples: two, labels: [3, 3, 3, 3], message: /at least two classes .* received 1/ },
    { what: 'nothing', samples: [], labels: [], message: /at least two classes .* received 0/ },
    {
      what: 'one image of a class',
      samples: two,
      labels: [0, 0, 0, 1],
      message: /2 samples in every class, but class 1 has 1/,
    },
    { what: 'NaN', samples: nan, labels: [0, 0, 1, 1], message: /number 0 of sample 3 is NaN/ },
    { what: 'other lengths', samples: two, labels: [0, 0, 1], message: /4 samples and 3 labels/ },
    {
      what: 'vectors of two lengths',
      samples: [...two.slice(0, 3), Float32Array.of(1)],
      labels: [0, 0, 1, 1],
      message: /sample 3 has 1 numbers and the first 2/,
    },
    {
      what: 'a fraction as label',
      samples: two,
      labels: [0, 0, 1.5, 1.5],
      message: /label of sample 2 .* 1\.5/,
    },
  ])('$what', async ({ samples, labels: classes, message }) => {
    await expect(trainSvm(samples, classes)).rejects.toMatchObject({
      code: 'svm-training-data',
      message: expect.stringMatching(message),
    });
  });

  test.each([
    { options: { cost: 0 }, message: /above 0 for cost but received 0/ },
    { options: { kernel: 'rbf', gamma: NaN }, message: /above 0 for gamma but received NaN/ },
    { options: { tolerance: Infinity }, message: /above 0 for tolerance/ },
    { options: { seed: 1.5 }, message: /whole number for seed but received 1\.5/ },
  ] as const)('$options', async ({ options, message }) => {
    await expect(trainSvm(two, [0, 0, 1, 1], options)).rejects.toThrow(message);
  });
});
