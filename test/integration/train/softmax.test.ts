import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readModel } from '../../../src/models/store/find-model.ts';
import { trainModel, type TrainedModel } from '../../../src/pipelines/train/train-model.ts';
import type { AnyTrainSettings, SoftmaxSettings } from '../../../src/pipelines/train/train-settings.ts';
import { whyDeviceMissing } from '../../../src/tensor/onnx/runtime.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';
import { listen, tinySettings, writePatterns } from '../../support/training/train-data.ts';

const temporary = useTemporaryFolders();
const cwd = mkdtempSync(path.join(os.tmpdir(), 'facekit-test-train-'));
beforeAll(() => writePatterns(path.join(cwd, 'people'), new Array<number>(24).fill(3)));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

const softmax = (folder: string, more: Partial<SoftmaxSettings> = {}): SoftmaxSettings => {
  const settings = tinySettings(cwd, { checkpoints: path.join(folder, 'training') });
  return {
    ...settings,
    objective: 'softmax',
    head: 'means',
    batch: 12,
    centreLossFactor: 0.1,
    centreLossAlfa: 0.5,
    prelogitsNormFactor: 0.001,
    prelogitsNormP: 1,
    ...more,
  };
};

const never = new AbortController().signal;
const train = (folder: string, settings: AnyTrainSettings, { listener } = listen()): Promise<TrainedModel> =>
  trainModel(settings, { models: path.join(folder, 'models'), signal: never, listener });

const weightsOf = async (folder: string, name: string) => {
  const model = await readModel(name, { folder: path.join(folder, 'models') });
  if (model.kind !== 'network') throw new Error('Expected a network');
  return model.weights;
};

describe('train softmax', () => {
  test('learns who is who, and leaves the head out of the model', async () => {
    const folder = temporary();
    const heard = listen();
    const learningRate = { kind: 'decaying', rate: 0.02, factor: 1, epochs: 1 } as const;
    const still = { randomCrop: false, randomRotate: false, randomFlip: false, keep: 1, epochs: 6 };
    const settings = softmax(folder, { ...still, optimiser: 'adam', learningRate });
    const { installed } = await train(folder, settings, heard);
    const [first = NaN] = heard.losses;
    expect(first).toBeGreaterThan(Math.log(12) - 0.7);
    expect(heard.losses.at(-1)).toBeLessThan(0.8 * first);
    expect(installed.info.description).toBe('trained by facekit: small-convnet, softmax, 12 steps');
    const layers = Array.from((await weightsOf(folder, 'tiny')).keys(), (name) => name.split('/')[0]);
    expect(new Set(layers)).toEqual(new Set(['conv1', 'conv2', 'conv3', 'conv4', 'embedding']));
  });

  test('goes on where it was killed, bit for bit, centres included', async () => {
    const undisturbed = temporary();
    const { installed } = await train(undisturbed, softmax(undisturbed, { epochs: 3 }));
    const folder = temporary();
    const dies = listen((step) => {
      if (step === 5) throw new Error('killed');
    });
    await expect(train(folder, softmax(folder, { epochs: 3 }), dies)).rejects.toThrow('killed');
    const resumed = await train(folder, softmax(folder, { epochs: 3, resume: true }));
    expect(resumed.installed.sha256).toBe(installed.sha256);
  });

  test('is computed by TensorFlow.js to the same numbers', async () => {
    const heard = { onnxruntime: listen(), tfjs: listen() };
    for (const engine of ['onnxruntime', 'tfjs'] as const) {
      const folder = temporary();
      const learningRate = { kind: 'decaying', rate: 0.001, factor: 1, epochs: 1 } as const;
      await train(folder, softmax(folder, { engine, learningRate, optimiser: 'sgd' }), heard[engine]);
    }
    expect(heard.tfjs.losses).toHaveLength(4);
    const differences = heard.tfjs.losses.map((loss, i) => Math.abs(loss / (heard.onnxruntime.losses[i] ?? NaN) - 1));
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });

  test('is refused before the first step where the device is missing, and computed there where it is not', async () => {
    const folder = temporary();
    const heard = listen();
    const trained = train(folder, softmax(folder, { device: 'cuda', epochs: 1 }), heard);
    if ((await whyDeviceMissing('cuda')) === undefined) await trained;
    else await expect(trained).rejects.toMatchObject({ code: 'device-missing', message: /the device cuda/ });
    expect(heard.losses).toHaveLength((await whyDeviceMissing('cuda')) === undefined ? 2 : 0);
  });

  test('refuses batches that are larger than the data', async () => {
    const folder = temporary();
    const refused = train(folder, softmax(folder, { batch: 73 }));
    await expect(refused).rejects.toMatchObject({
      code: 'data-not-trainable',
      message: /73 images .* smaller `batchSize`/,
    });
  });
});

describe('a model that is trained further', () => {
  test('keeps frozen layers as they are, and gets a new head for other people', async () => {
    const folder = temporary();
    await train(folder, tinySettings(cwd, { checkpoints: path.join(folder, 'a'), epochs: 1 }));
    const before = await weightsOf(folder, 'tiny');
    const more = { name: 'finer', pretrained: 'tiny', freeze: ['conv1', 'conv2'], checkpoints: path.join(folder, 'b') };
    const { installed } = await train(folder, softmax(folder, { ...more, epochs: 1 }));
    expect(installed.info).toMatchObject({ architecture: 'small-convnet', dimension: 16, inputSize: 48 });
    const after = await weightsOf(folder, 'finer');
    const changed = [...before].filter(([name, { data }]) =>
      data.some((value, i) => after.get(name)?.data[i] !== value),
    );
    const layers = new Set(changed.map(([name]) => name.split('/')[0]));
    expect(layers).toEqual(new Set(['conv3', 'conv4', 'embedding']));
  });

  test('begins with the mean embeddings of the people, and so knows them at the first step', async () => {
    const folder = temporary();
    await train(folder, tinySettings(cwd, { checkpoints: path.join(folder, 'a') }));
    const first = async (head: SoftmaxSettings['head']) => {
      const heard = listen();
      const still = { randomCrop: false, randomRotate: false, randomFlip: false, keep: 1, epochs: 1, epochSize: 1 };
      const more = { ...still, name: head, pretrained: 'tiny', head, checkpoints: path.join(folder, head) };
      await train(folder, softmax(folder, { ...more, centreLossFactor: 0, prelogitsNormFactor: 0 }), heard);
      return { loss: heard.losses[0] ?? NaN, accuracy: heard.details[0]?.accuracy ?? NaN };
    };
    const [means, random] = [await first('means'), await first('random')];
    expect(means.accuracy).toBeGreaterThan(0.9);
    expect(random.accuracy).toBeLessThan(0.5);
    expect(means.loss).toBeLessThan(random.loss);
  });

  test('goes on where it was killed, bit for bit, but not with another head', async () => {
    const folder = temporary();
    await train(folder, tinySettings(cwd, { checkpoints: path.join(folder, 'a'), epochs: 1 }));
    const more = (name: string) => ({ name, pretrained: 'tiny', epochs: 2, checkpoints: path.join(folder, name) });
    const { installed } = await train(folder, softmax(folder, more('whole')));
    const dies = listen((step) => {
      if (step === 3) throw new Error('killed');
    });
    await expect(train(folder, softmax(folder, more('parts')), dies)).rejects.toThrow('killed');
    const resumed = { ...more('parts'), resume: true };
    await expect(train(folder, softmax(folder, { ...resumed, head: 'random' }))).rejects.toMatchObject({
      code: 'settings-differ',
      message: /head random/,
    });
    expect((await train(folder, softmax(folder, resumed))).installed.sha256).toBe(installed.sha256);
  });

  test('is told where its crops are cut out in another way than those it knows', async () => {
    const folder = temporary();
    const heard = listen();
    const more = {
      pretrained: 'mobilefacenet',
      epochs: 1,
      epochSize: 1,
      batch: 4,
      checkpoints: path.join(folder, 'a'),
    };
    await train(folder, softmax(folder, more), heard);
    expect(heard.notices.join()).toMatch(/mobilefacenet knows faces by the alignment similarity, .* another one/);
  });

  test('is refused where layers are unknown, or none is left to train', async () => {
    const folder = temporary();
    const all = ['conv', 'embedding', 'Logits'];
    await expect(train(folder, softmax(folder, { freeze: ['conv9'] }))).rejects.toMatchObject({
      code: 'usage',
      message: /no layer of small-convnet begins with conv9; it has conv1, conv2, conv3, conv4, embedding, Logits/,
    });
    await expect(train(folder, softmax(folder, { freeze: all }))).rejects.toMatchObject({ code: 'usage' });
  });
});
