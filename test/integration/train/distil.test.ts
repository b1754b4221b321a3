import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readModel } from '../../../src/models/store/find-model.ts';
import { trainModel, type TrainedModel } from '../../../src/pipelines/train/train-model.ts';
import type { AnyTrainSettings, DistilSettings } from '../../../src/pipelines/train/train-settings.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';
import { listen, tinySettings, writePatterns } from '../../support/training/train-data.ts';

const temporary = useTemporaryFolders();
const cwd = mkdtempSync(path.join(os.tmpdir(), 'facekit-test-train-'));
const models = path.join(cwd, 'models');
const never = new AbortController().signal;

const train = (settings: AnyTrainSettings, { listener } = listen(), to = models): Promise<TrainedModel> =>
  trainModel(settings, { models: to, signal: never, listener });

beforeAll(async () => {
  await writePatterns(path.join(cwd, 'people'), new Array<number>(24).fill(3));
  await writePatterns(path.join(cwd, 'singles'), [...new Array<number>(20).fill(3), ...new Array<number>(12).fill(1)]);
  await train(tinySettings(cwd, { name: 'teacher', keep: 1, randomCrop: false, epochs: 4, epochSize: 4 }));
});
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

const distil = (folder: string, more: Partial<DistilSettings> = {}): DistilSettings => ({
  ...tinySettings(cwd, { checkpoints: path.join(folder, 'training'), keep: 1, weightDecay: 0, randomCrop: false }),
  objective: 'distil',
  pretrained: path.join(models, 'teacher.safetensors'),
  degradation: { share: 0.5, smallest: 3, largest: 4 },
  optimiser: 'adam',
  adamEpsilon: 1e-8,
  learningRate: { kind: 'decaying', rate: 0.0005, factor: 1, epochs: 100 },
  batch: 12,
  ...more,
});

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('train distil', () => {
  test('brings degraded crops nearer to what the model sees in them as they are, which stay near to it', async () => {
    const heard = listen();
    await train(distil(temporary(), { epochs: 5, epochSize: 4 }), heard, temporary());
    const told = (name: string): number[] => heard.details.map((each) => each[name] ?? NaN);
    const [degraded, whole] = [told('d(degraded)'), told('d(as it is)')];
    // Before its first step the model is its own teacher.
    expect(whole[0]).toBeLessThan(1e-6);
    expect(degraded[0]).toBeGreaterThan(0.01);
    expect(meanOf(degraded.slice(-8))).toBeLessThan(0.3 * (degraded[0] ?? NaN));
    expect(meanOf(whole.slice(-8))).toBeLessThan(0.2 * (degraded[0] ?? NaN));
  });

  test('goes on where it was killed, bit for bit', async () => {
    const [one, other] = [temporary(), temporary()];
    const undisturbed = await train(distil(one, { epochs: 3 }), listen(), one);
    const dies = listen((step) => {
      if (step === 5) throw new Error('killed');
    });
    await expect(train(distil(other, { epochs: 3 }), dies, other)).rejects.toThrow('killed');
    const resumed = await train(distil(other, { epochs: 3, resume: true }), listen(), other);
    expect(resumed.installed.sha256).toBe(undisturbed.installed.sha256);
    const otherPixels = distil(other, {
      epochs: 4,
      resume: true,
      overwrite: true,
      degradation: { share: 0.5, smallest: 2, largest: 4 },
    });
    await expect(train(otherPixels, listen(), other)).rejects.toMatchObject({
      code: 'settings-differ',
      message: /degradeTo 2-4 .* 3-4/,
    });
  });

  test('learns from people of whom there is one image', async () => {
    const folder = temporary();
    const { people, images, installed } = await train(
      distil(folder, { data: path.join(cwd, 'singles'), epochs: 1 }),
      listen(),
      folder,
    );
    expect([people, images]).toEqual([22, 42]);
    expect(installed.info.description).toBe('trained by facekit: small-convnet, distil, 2 steps');
    const model = await readModel('tiny', { folder });
    expect(model.kind).toBe('network');
  });
});
