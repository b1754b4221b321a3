import { afterAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { describeNetwork, images as imageBatch } from '../../../../src/tensor/describe.ts';
import { openEngine } from '../../../../src/tensor/engines/open-engine.ts';
import { accuracy, softmaxCrossEntropy } from '../../../../src/tensor/training/losses/cross-entropy.ts';
import { outputOf } from '../../../../src/tensor/training/losses/loss.ts';
import { freezeParameters } from '../../../../src/tensor/training/network/freeze.ts';
import { toTrainable } from '../../../../src/tensor/training/network/trainable.ts';
import { createOptimiser } from '../../../../src/tensor/training/optimisers/facenet.ts';
import type { OptimiserName } from '../../../../src/tensor/training/optimisers/names.ts';
import { openTrainingStep, type TrainingStep } from '../../../../src/tensor/training/step/training-step.ts';
import type { StepPlan } from '../../../../src/tensor/training/step/write-step.ts';
import { largestDifference } from '../../../support/largest-difference.ts';
import { toWeights, type StoredTensor } from '../../../support/networks/stored-tensors.ts';

interface Run {
  readonly optimiser: OptimiserName;
  readonly adamEpsilon: number;
  /** Whether batch norms have the statistics below, which stay. */
  readonly frozen: boolean;
  readonly rate: number;
  readonly losses: readonly number[];
  readonly logits: StoredTensor;
  readonly averages: Readonly<Record<string, StoredTensor>>;
  readonly statistics: Readonly<Record<string, StoredTensor>>;
}
interface Fixture {
  readonly images: readonly StoredTensor[];
  readonly labels: readonly (readonly number[])[];
  readonly initial: Readonly<Record<string, StoredTensor>>;
  readonly runs: readonly Run[];
}

/** 20 steps of each optimiser by PyTorch in double precision (fixtures/training/make-small-net.py). */
const file = new URL('../../../fixtures/training/small-net.json', import.meta.url);
const { images, labels, initial, runs } = JSON.parse(readFileSync(file, 'utf8')) as Fixture;

const engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: 1 });
const tfjs = await openEngine({ engine: 'tfjs', device: 'cpu' });
afterAll(() => Promise.all([engine.dispose(), tfjs.dispose()]));

const smallNet = describeNetwork('small-net', imageBatch(12, 12), (image) => {
  const first = image.standardise('fixed').conv('conv1', { kernel: 3, filters: 8, padding: 'same' }).relu();
  const pooled = first.maxPool({ kernel: 3, stride: 2, padding: 'same' });
  const second = pooled.conv('conv2', { kernel: 3, filters: 12, padding: 'same' }).relu();
  return { logits: second.maxPool({ kernel: 2, stride: 2 }).dense('dense', { units: 4 }) };
});

const network = toTrainable(smallNet, ({ op }) =>
  op === 'conv' ? { batchNorm: { epsilon: 0.001, gamma: true } } : {},
);

const planOf = (name: OptimiserName, adamEpsilon?: number): StepPlan => ({
  network,
  batch: 8,
  optimiser: createOptimiser(name, { adamEpsilon }),
  weightDecay: 1e-3,
  averages: true,
  loss(tape, outputs) {
    const given = tape.input('labels', [8]);
    const logits = outputOf(outputs, 'logits');
    return { total: softmaxCrossEntropy(tape, logits, given), outputs: { accuracy: accuracy(tape, logits, given) } };
  },
});

const batchOf = (step: number) => {
  const { shape, data } = images[step % 2] ?? { shape: [], data: [] };
  return {
    images: { shape, data: Uint8Array.from(data) },
    labels: { shape: [8], data: Float32Array.from(labels[step % 2] ?? []) },
  };
};

async function lossesOf(training: TrainingStep, rate: number, steps: number): Promise<number[]> {
  const losses: number[] = [];
  while (losses.length < steps) {
    const { loss } = await training.step(batchOf(training.steps + 1), rate);
    losses.push(loss?.data[0] ?? NaN);
  }
  return losses;
}

describe.each(runs)('$optimiser, epsilon $adamEpsilon, statistics frozen: $frozen', (run) => {
  const { optimiser, rate, losses, logits, averages, statistics } = run;
  const plan = { ...planOf(optimiser, run.adamEpsilon), freezeStatistics: run.frozen };
  const parameters = toWeights(run.frozen ? { ...initial, ...statistics } : initial);

  test.each([engine, tfjs])(
    'takes 20 steps as PyTorch does on $name, and gives inference what it has learnt',
    async (engine) => {
      await using training = await openTrainingStep(engine, plan, {
        parameters,
        statisticsDecay: 0.6,
      });
      expect(largestDifference(await lossesOf(training, rate, 20), losses)).toBeLessThan(1e-4);
      const after = training.parameters();
      for (const [name, { data }] of Object.entries(statistics))
        expect(largestDifference(after.get(name)?.data ?? [], data)).toBeLessThan(run.frozen ? 1e-8 : 1e-4);
      for (const [name, { data }] of Object.entries(averages))
        expect(largestDifference(training.averages().get(name)?.data ?? [], data)).toBeLessThan(1e-4);
      await using session = await engine.load(smallNet, freezeParameters(network, after));
      const { logits: inferred } = await session.run({ images: batchOf(0).images });
      expect(largestDifference(inferred?.data ?? [], logits.data)).toBeLessThan(2e-3);
    },
  );

  test('goes on where it was left, bit for bit', async () => {
    await using undisturbed = await openTrainingStep(engine, plan, { parameters });
    await lossesOf(undisturbed, rate, 3);
    const left = { parameters: undisturbed.parameters(), memory: undisturbed.memory(), steps: undisturbed.steps };
    const expected = await lossesOf(undisturbed, rate, 3);
    await using resumed = await openTrainingStep(engine, plan, left);
    expect(await lossesOf(resumed, rate, 3)).toEqual(expected);
    expect(resumed.steps).toBe(6);
    expect(resumed.parameters()).toEqual(undisturbed.parameters());
    expect(resumed.memory()).toEqual(undisturbed.memory());
  });
});

describe('a training step', () => {
  test('tells the share of right answers, which rises', async () => {
    await using training = await openTrainingStep(engine, planOf('momentum'), { parameters: toWeights(initial) });
    const first = await training.step(batchOf(1), 0.05);
    for (let i = 0; i < 10; i++) await training.step(batchOf(1), 0.05);
    const last = await training.step(batchOf(1), 0.05);
    expect(first.accuracy?.data[0]).toBeLessThan(0.9);
    expect(last.accuracy?.data[0]).toBe(1);
    expect(last.loss?.data[0]).toBeLessThan(first.loss?.data[0] ?? 0);
  });

  test('leaves frozen layers and their statistics as they are', async () => {
    const plan = { ...planOf('adam'), isFrozen: (layer: string) => layer === 'conv1' };
    await using training = await openTrainingStep(engine, plan, { parameters: toWeights(initial) });
    await training.step(batchOf(1), 0.1);
    const after = training.parameters();
    const changed = [...toWeights(initial)].filter(
      ([name, { data }]) => largestDifference(after.get(name)?.data ?? [], data) > 0,
    );
    expect(changed.map(([name]) => name.split('/')[0])).not.toContain('conv1');
    expect(new Set(changed.map(([name]) => name.split('/')[0]))).toEqual(new Set(['conv2', 'dense']));
  });

  test('computes outputs in training mode without an update', async () => {
    await using training = await openTrainingStep(engine, planOf('sgd'), { parameters: toWeights(initial) });
    const { logits } = await training.forward(batchOf(1).images);
    expect(logits?.shape).toEqual([8, 4]);
    expect(training.steps).toBe(0);
    expect(training.parameters()).toEqual(toWeights(initial));
    const { loss } = await training.step(batchOf(1), 0);
    const { logits: again } = await training.forward(batchOf(1).images);
    expect(again?.data).toEqual(logits?.data);
    expect(loss?.data[0]).toBeGreaterThan(0);
  });

  test('refuses parameters of another network', async () => {
    const parameters = new Map([...toWeights(initial)].filter(([name]) => name !== 'conv2/gamma'));
    await expect(openTrainingStep(engine, planOf('sgd'), { parameters })).rejects.toMatchObject({
      code: 'weights-missing',
    });
  });
});
