import { afterAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Tensor } from '../../../../src/core/tensor.ts';
import type { Engine } from '../../../../src/tensor/engine.ts';
import type { Value } from '../../../../src/tensor/describe.ts';
import { openEngine } from '../../../../src/tensor/engines/open-engine.ts';
import { centreLoss, prelogitsNorm } from '../../../../src/tensor/training/losses/centres.ts';
import { softmaxCrossEntropy } from '../../../../src/tensor/training/losses/cross-entropy.ts';
import { outputOf, weightedSum, type WriteLoss } from '../../../../src/tensor/training/losses/loss.ts';
import { weightDecay, weightedSquares } from '../../../../src/tensor/training/losses/squares.ts';
import { tripletLoss } from '../../../../src/tensor/training/losses/triplet.ts';
import type { LayerForm } from '../../../../src/tensor/training/network/trainable.ts';
import { largestDifference } from '../../../support/largest-difference.ts';
import type { StoredTensor } from '../../../support/networks/stored-tensors.ts';
import { computeGradients } from '../../../support/training/training-graph.ts';

/**
 * Operations in training mode and their gradients, against PyTorch in double precision, whose gradients agree with central differences
 * (fixtures/training/make-gradients.py). Within 1e-5 of the largest expected number.
 */
interface Stored {
  readonly name: string;
  readonly input: StoredTensor;
  readonly weights: Readonly<Record<string, StoredTensor>>;
  readonly cotangent: StoredTensor;
  readonly expected: StoredTensor;
  readonly gradients: Readonly<Record<string, StoredTensor>>;
}
const file = new URL('../../../fixtures/training/gradients.json', import.meta.url);
const { cases, triplets, centres } = JSON.parse(readFileSync(file, 'utf8')) as {
  cases: Stored[];
  triplets: number[][];
  centres: number[][];
};

/** TensorFlow.js on the backend that computes on the processor without a package beside facekit. */
const ENGINES = [
  { name: 'onnxruntime', engine: await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 }) },
  { name: 'tfjs', engine: await openEngine({ engine: 'tfjs', device: 'cpu' }) },
];
afterAll(() => Promise.all(ENGINES.map(({ engine }) => engine.dispose())));

const same = { padding: 'same' } as const;
const BODIES: Record<string, (x: Value) => Value> = {
  'conv 3x3/1 valid': (x) => x.conv('a', { kernel: 3, filters: 4 }),
  'conv 3x3/1 same, many filters': (x) => x.conv('a', { kernel: 3, filters: 16, ...same }),
  'conv 3x3/2 valid, a row left over': (x) => x.conv('a', { kernel: 3, filters: 4, stride: 2 }),
  'conv 3x3/2 same, even': (x) => x.conv('a', { kernel: 3, filters: 4, stride: 2, ...same }),
  'conv 2x2/1 same': (x) => x.conv('a', { kernel: 2, filters: 4, ...same }),
  'conv 1x7 same without bias': (x) => x.conv('a', { kernel: [1, 7], filters: 4, bias: false, ...same }),
  'conv 1x1': (x) => x.conv('a', { kernel: 1, filters: 5 }),
  'conv 1x1/2 same': (x) => x.conv('a', { kernel: 1, filters: 5, stride: 2, ...same }),
  'depthwise 3x3/1 same': (x) => x.depthwiseConv('a', { kernel: 3, ...same }),
  'depthwise 3x3/2 same': (x) => x.depthwiseConv('a', { kernel: 3, stride: 2, ...same }),
  'depthwise 3x3/2 valid, a row left over': (x) => x.depthwiseConv('a', { kernel: 3, stride: 2 }),
  'depthwise over the whole map': (x) => x.depthwiseConv('a', { kernel: 4 }),
  'dense over a map': (x) => x.dense('a', { units: 5 }),
  'batch norm of a map': (x) => x.conv('b', { kernel: 1, filters: 3 }),
  'batch norm of features': (x) => x.dense('b', { units: 4 }),
  'frozen batch norm': (x) => x.conv('b', { kernel: 1, filters: 3 }),
  relu: (x) => x.relu(),
  sigmoid: (x) => x.sigmoid(),
  'prelu of a map': (x) => x.prelu('a'),
  'prelu of features': (x) => x.globalAveragePool().prelu('a'),
  'softmax of a map': (x) => x.softmax(),
  'max-pool 3/2 valid': (x) => x.maxPool({ kernel: 3, stride: 2 }),
  'max-pool 2/2 same': (x) => x.maxPool({ kernel: 2, stride: 2, ...same }),
  'max-pool 3/1 same': (x) => x.maxPool({ kernel: 3, ...same }),
  'max-pool 3/2 same with ties': (x) => x.maxPool({ kernel: 3, stride: 2, ...same }),
  'max-pool 2/2 valid with ties': (x) => x.maxPool({ kernel: 2, stride: 2 }),
  'relu before max-pool': (x) => x.relu().maxPool({ kernel: 3, stride: 2, ...same }),
  'average-pool 3/2 same': (x) => x.averagePool({ kernel: 3, stride: 2, ...same }),
  'average-pool 2/2 valid': (x) => x.averagePool({ kernel: 2, stride: 2 }),
  'average-pool 3/1 same': (x) => x.averagePool({ kernel: 3, ...same }),
  'l2-pool 3/2 valid': (x) => x.l2Pool({ kernel: 3, stride: 2 }),
  'l2-pool 3/1 same': (x) => x.l2Pool({ kernel: 3, ...same }),
  'l2-pool 3/2 same': (x) => x.l2Pool({ kernel: 3, stride: 2, ...same }),
  'local-response-norm': (x) => x.localResponseNorm({ size: 5, alpha: 0.5, beta: 0.75, bias: 1 }),
  maxout: (x) => x.globalAveragePool().maxout(2),
  'global-average-pool': (x) => x.globalAveragePool(),
  concat: (x) => x.concat(x.scale(2), x),
  'scale and add': (x) => x.scale(0.17).add(x),
  upsample: (x) => x.upsample(2),
  'l2-normalise': (x) => x.globalAveragePool().l2Normalise(),
  'l2-normalise of what is near zero': (x) => x.globalAveragePool().l2Normalise(1e-2),
  'softmax cross entropy': (x) => x.dense('a', { units: 4 }),
  'triplet loss': (x) => x.globalAveragePool().l2Normalise(),
  'weighted squares': (x) => x.globalAveragePool(),
  'centre loss': (x) => x.globalAveragePool(),
  'prelogits norm, p = 1': (x) => x.globalAveragePool(),
  'prelogits norm, p = 3': (x) => x.globalAveragePool(),
  'weight decay': (x) => x.dense('a', { units: 3 }),
};

const vector = (data: Iterable<number>): Tensor => {
  const numbers = Float32Array.from(data);
  return { shape: [numbers.length], data: numbers };
};

/** Losses with inputs of their own. The others are the sum of the result times the cotangent. */
const LOSSES: Record<string, { readonly loss: WriteLoss; readonly feeds: Readonly<Record<string, Tensor>> }> = {
  'softmax cross entropy': {
    loss: (tape, outputs) => ({
      total: softmaxCrossEntropy(tape, outputOf(outputs, 'result'), tape.input('labels', [5])),
    }),
    feeds: { labels: vector([0, 1, 2, 3, 0]) },
  },
  'triplet loss': {
    loss(tape, outputs) {
      const [anchors = '', positives = '', negatives = ''] = ['a', 'p', 'n'].map((name) => tape.input(name, ['count']));
      const inputs = { anchors, positives, negatives, alpha: 0.2 };
      return { total: tripletLoss(tape, outputOf(outputs, 'result'), inputs).loss };
    },
    feeds: Object.fromEntries(['a', 'p', 'n'].map((name, i) => [name, vector(triplets.map((each) => each[i] ?? 0))])),
  },
  'centre loss': {
    loss(tape, outputs) {
      const inputs = { labels: tape.input('labels', [4]), centres: tape.input('centres', [2, 3]), alfa: 0.95 };
      return { total: centreLoss(tape, outputOf(outputs, 'result'), inputs).loss };
    },
    feeds: {
      labels: vector([0, 1, 1, 0]),
      centres: { shape: [2, 3], data: Float32Array.from(centres.flat()) },
    },
  },
  ...Object.fromEntries(
    [1, 3].map((p) => [
      `prelogits norm, p = ${p}`,
      { loss: (tape, outputs) => ({ total: prelogitsNorm(tape, outputOf(outputs, 'result'), p) }), feeds: {} },
    ]),
  ),
  'weighted squares': {
    loss: (tape, outputs) => ({
      total: weightedSquares(tape, outputOf(outputs, 'result'), tape.input('t', [4, 3]), tape.input('w', [4])),
    }),
    feeds: {
      t: { shape: [4, 3], data: Float32Array.from({ length: 12 }, (_, i) => i / 10) },
      w: vector([0, 0.25, 0.5, 0.75]),
    },
  },
};

/** The sum of the result times the cotangent, which is channels-last. */
const sumWith =
  ({ cotangent: { shape } }: Stored): WriteLoss =>
  (tape, outputs) => {
    const result = outputOf(outputs, 'result');
    const given = tape.input('seed', shape);
    const seed = shape.length === 4 ? tape.op('Transpose', [given], { perm: [0, 3, 1, 2] }) : given;
    const product = tape.sum(
      tape.op('Mul', [result.name, seed]),
      shape.map((_, axis) => axis),
    );
    return { total: tape.derive(product, [], [[result, (gradient) => tape.op('Mul', [seed, gradient])]]) };
  };

/** The weights of layer `a` decayed on top of the sum of the result. */
const decayed: WriteLoss = (tape, outputs) => {
  const result = outputOf(outputs, 'result');
  const sum = tape.derive(tape.sum(result.name, [0, 1]), [], [
    [result, (gradient) => tape.op('Expand', [gradient, tape.ints([3, 3])])],
  ]); // prettier-ignore
  const decay = weightDecay(tape, [tape.leaf('a/weights', [4, 3], true)], 0.05);
  return { total: weightedSum(tape, [[1, sum], [1, decay]]) }; // prettier-ignore
};

/** Layer `b` hands on what it gets, so that only its batch norm counts. */
const normOf = (stored: Stored): ((layer: string) => LayerForm) => {
  const gamma = 'b/gamma' in stored.weights;
  return (layer) => (layer === 'b' ? { batchNorm: { epsilon: 0.001, gamma } } : {});
};

function weightsOf({ name, input, weights }: Stored): Stored['weights'] {
  if (!name.includes('batch norm')) return weights;
  const channels = input.shape[3] ?? 1;
  const identity = Array.from({ length: channels ** 2 }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0));
  const filled = (value: number): StoredTensor => ({
    shape: [channels],
    data: new Array<number>(channels).fill(value),
  });
  const shape = name.includes('features') ? [channels, channels] : [1, 1, channels, channels];
  return { 'b/mean': filled(0), 'b/variance': filled(1), ...weights, 'b/weights': { shape, data: identity } };
}

/** What is computed of a case against what is stored. */
async function compare(stored: Stored, engine: Engine, products?: ReadonlySet<string>): Promise<void> {
  const { name, input, cotangent, expected } = stored;
  const body = BODIES[name];
  if (!body) throw new Error(`Expected a body for ${name}`);
  const own = LOSSES[name];
  const isScalar = cotangent.shape.length === 0;
  const loss = own?.loss ?? (name === 'weight decay' ? decayed : sumWith(stored));
  const seed = { shape: cotangent.shape, data: Float32Array.from(cotangent.data) };
  const computed = await computeGradients(engine, {
    input,
    weights: weightsOf(stored),
    body,
    forms: normOf(stored),
    loss,
    frozenStatistics: name.startsWith('frozen'),
    products,
    feeds: own?.feeds ?? (name === 'weight decay' ? {} : { seed }),
  });
  const result = computed[isScalar ? 'loss' : 'result'];
  expect(result?.shape).toEqual(expected.shape);
  expect(largestDifference(result?.data ?? [], expected.data)).toBeLessThan(1e-5 * largest(expected));
  for (const [key, gradient] of Object.entries(stored.gradients)) {
    const found = computed[`gradient ${key}`];
    expect(found?.shape).toEqual(key === 'input' ? input.shape : gradient.shape);
    expect(largestDifference(found?.data ?? [], gradient.data)).toBeLessThan(1e-5 * largest(gradient));
  }
}

describe.each(cases)('$name', (stored) => {
  test.each(ENGINES)('has the result and the gradients of PyTorch on $name', async ({ engine }) => {
    await compare(stored, engine);
  });
});

describe.each(cases.filter(({ name }) => name.startsWith('conv ')))('$name as one product', (stored) => {
  test.each(ENGINES)('has the result and the gradients of PyTorch on $name', async ({ engine }) => {
    await compare(stored, engine, new Set(['a']));
  });
});

const largest = ({ data }: StoredTensor): number => Math.max(1, ...data.map(Math.abs));
