import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadEmbedder } from '../../../src/facenet/embedder.ts';
import { FacekitError } from '../../../src/core/errors.ts';
import { writeWhole } from '../../../src/files/atomic-file.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { readModel } from '../../../src/models/store/find-model.ts';
import { readCheckpoint } from '../../../src/pipelines/train/checkpoint.ts';
import { trainModel, type TrainWorld, type TrainedModel } from '../../../src/pipelines/train/train-model.ts';
import type { TripletSettings } from '../../../src/pipelines/train/train-settings.ts';
import { openEngine } from '../../../src/tensor/engines/open-engine.ts';
import { eventsIn } from '../../support/training/training-events.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';
import { listen, tinySettings, writePatterns } from '../../support/training/train-data.ts';

const temporary = useTemporaryFolders();
const PEOPLE = new Array<number>(24).fill(3);

const cwd = mkdtempSync(path.join(os.tmpdir(), 'facekit-test-train-'));
beforeAll(() => writePatterns(path.join(cwd, 'people'), PEOPLE));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

const never = new AbortController().signal;

/** Trains with checkpoints and models in a folder of their own. */
async function train(
  folder: string,
  more: Partial<TripletSettings> = {},
  { listener } = listen(),
  { signal = never, write }: Partial<Pick<TrainWorld, 'signal' | 'write'>> = {},
): Promise<TrainedModel> {
  const settings = tinySettings(cwd, { checkpoints: path.join(folder, 'training'), ...more });
  return trainModel(settings, { models: path.join(folder, 'models'), signal, listener, write });
}

describe('train triplet', () => {
  test('learns to tell people apart whom it was not trained on, and gives embed a model', async () => {
    const folder = temporary();
    const heard = listen();
    const options = { epochs: 4, epochSize: 4, keep: 1, randomCrop: false, randomRotate: false };
    const { installed, validation, people } = await train(folder, options, heard);
    expect(people).toBe(12);
    expect(heard.losses).toHaveLength(16);
    expect(validation?.areaUnderCurve).toBeGreaterThan(0.75);
    expect(installed.info).toMatchObject({ name: 'tiny', architecture: 'small-convnet', inputSize: 48, dimension: 16 });
    expect(readdirSync(path.join(folder, 'training'))).toEqual([
      ...[8, 12, 16].map(checkpointName),
      'events',
      'history.jsonl',
    ]);
    const events = eventsIn(path.join(folder, 'training/events'));
    expect(events.flatMap(({ loss }) => loss ?? [])).toEqual(heard.losses);
    const measured = events.flatMap((event) => event['validation/area_under_curve'] ?? []);
    expect(measured).toHaveLength(4);
    expect(measured.at(-1)).toBeCloseTo(validation?.areaUnderCurve ?? NaN, 6);
    const model = await readModel('tiny', { folder: path.join(folder, 'models') });
    await using embedder = await loadEmbedder(await openEngine({ device: 'cpu', threads: 1 }), model);
    const face = await decodeImage(path.join(cwd, 'people/p0/p0_0001.png'));
    const [embedding] = await embedder.embed([face]);
    expect(Math.hypot(...(embedding ?? []))).toBeCloseTo(1, 5);
  });

  test('goes on where it was killed, bit for bit', async () => {
    const undisturbed = await train(temporary(), { epochs: 4 });
    const folder = temporary();
    const dies = listen((step) => {
      if (step === 7) throw new Error('killed');
    });
    await expect(train(folder, { epochs: 4 }, dies)).rejects.toThrow('killed');
    const heard = listen();
    const resumed = await train(folder, { epochs: 4, resume: true }, heard);
    expect(heard.losses).toHaveLength(2);
    expect(resumed.installed.sha256).toBe(undisturbed.installed.sha256);
    expect(resumed.validation).toEqual(undisturbed.validation);
  });

  test('stops at a signal with a checkpoint, from which it goes on bit for bit', async () => {
    const undisturbed = await train(temporary(), { epochs: 3 });
    const folder = temporary();
    const stop = new AbortController();
    const stops = listen((step) => {
      if (step === 3) stop.abort('SIGINT');
    });
    const refused = train(folder, { epochs: 3 }, stops, { signal: stop.signal });
    await expect(refused).rejects.toMatchObject({ code: 'interrupted', message: /go on from .*checkpoint-00000003/ });
    expect(readdirSync(folder)).toEqual(['training']);
    const resumed = await train(folder, { epochs: 3, resume: true });
    expect(resumed.installed.sha256).toBe(undisturbed.installed.sha256);
  });

  test('loses to a full disk only the checkpoint that was to be written, from which nothing else follows', async () => {
    const undisturbed = await train(temporary(), { epochs: 3 });
    const folder = temporary();
    const heard = listen();
    const write = (file: string, data: Uint8Array | string): Promise<void> => {
      if (file.endsWith(checkpointName(4)))
        return Promise.reject(new FacekitError('disk-full', 'Expected room on the disk.'));
      return writeWhole(file, data);
    };
    const { installed } = await train(folder, { epochs: 3 }, heard, { write });
    expect(installed.sha256).toBe(undisturbed.installed.sha256);
    expect(heard.notices).toEqual(['Expected room on the disk. The training goes on without it.']);
    const kept = readdirSync(path.join(folder, 'training')).filter((name) => name.startsWith('checkpoint'));
    expect(kept).toEqual([2, 6].map(checkpointName));
  });

  test("takes FaceNet's scheme: many batches of a selection, and goes on behind an epoch bit for bit", async () => {
    const options: Partial<TripletSettings> = { mining: 'facenet', imagesPerPerson: 3, epochSize: 3 };
    const heard = listen();
    const undisturbed = await train(temporary(), { ...options, epochs: 2 }, heard);
    const left = heard.details.map((told) => told.left ?? NaN);
    const [first = NaN, , , fourth = NaN] = left;
    expect(left).toEqual([first, first - 2, first - 4, fourth, fourth - 2, fourth - 4]);
    expect(first).toBeLessThanOrEqual(12);
    const folder = temporary();
    const stops = listen((step) => {
      if (step === 4) throw new Error('killed');
    });
    await expect(train(folder, { ...options, epochs: 2 }, stops)).rejects.toThrow('killed');
    const resumed = await train(folder, { ...options, epochs: 2, resume: true });
    expect(resumed.installed.sha256).toBe(undisturbed.installed.sha256);
  });

  test('goes on with batch norms as they stand', async () => {
    const folder = temporary();
    await train(folder, { epochs: 1 });
    await train(folder, { epochs: 2, resume: true, overwrite: true, freezeStatistics: true });
    const [before, after] = await Promise.all(
      [2, 4].map((step) => readCheckpoint(path.join(folder, 'training', checkpointName(step)))),
    );
    const changed = [...(after?.parameters ?? [])].filter(([name, { data }]) => {
      const old = before?.parameters.get(name)?.data;
      return data.some((value, i) => old?.[i] !== value);
    });
    const kinds = new Set(changed.map(([name]) => name.split('/')[1]));
    expect(kinds).toEqual(new Set(['weights', 'beta', 'biases']));
  });

  test('ends where the schedule says stop', async () => {
    const rows = [
      { epoch: 0, rate: 0.05 },
      { epoch: 1, rate: 'stop' as const },
    ];
    const { iteration } = await train(temporary(), { epochs: 9, learningRate: { kind: 'table', rows } });
    expect(iteration).toBe(2);
  });
});

const checkpointName = (iteration: number): string => `checkpoint-${String(iteration).padStart(8, '0')}.safetensors`;

describe('what cannot be trained is refused before the first step', () => {
  const refusals: [string, readonly number[], Partial<TripletSettings>, RegExp][] = [
    ['one person', [3], {}, /at least two people .* found 1/],
    ['one image each', [1, 1, 1], {}, /two images or more .* each of the 3 has one/],
    ['batches larger than the data', [2, 2, 2], {}, /at least 4 people .* found 3: choose fewer `peoplePerBatch`/],
    ['nobody to measure on', [2, 2, 2, 2, 2], { validation: { kind: 'held-out', share: 0.2 } }, /at least 10 pairs/],
  ];
  test.each(refusals)('%s', async (_, images, more, message) => {
    const folder = temporary();
    await writePatterns(path.join(folder, 'people'), images);
    const heard = listen();
    const refused = train(folder, { data: path.join(folder, 'people'), ...more }, heard);
    await expect(refused).rejects.toMatchObject({ code: 'data-not-trainable', message });
    expect(heard.losses).toEqual([]);
  });

  test('a folder with checkpoints, unless it is to go on; and checkpoints of another training', async () => {
    const folder = temporary();
    await train(folder, { epochs: 1 });
    await expect(train(folder, { name: 'other' })).rejects.toMatchObject({
      code: 'output-exists',
      message: /`resume`/,
    });
    const other = train(folder, { name: 'other', resume: true, dimension: 8 });
    await expect(other).rejects.toMatchObject({ code: 'settings-differ', message: /embeddingSize 8 but .* has 16/ });
    writeFiles(path.join(folder, 'training'), { [checkpointName(9)]: 'nothing' });
    await expect(train(folder, { name: 'other', resume: true })).rejects.toMatchObject({ code: 'safetensors-invalid' });
  });

  test('a name that another model has', async () => {
    await expect(train(temporary(), { name: 'mobilefacenet' })).rejects.toMatchObject({ code: 'usage' });
    const folder = temporary();
    await train(folder, { epochs: 1 });
    const again = { epochs: 1, checkpoints: path.join(folder, 'again') };
    await expect(train(folder, again)).rejects.toMatchObject({ code: 'model-exists' });
    await expect(train(folder, { ...again, overwrite: true, seed: 1 })).resolves.toMatchObject({ iteration: 2 });
  });

  test('steps that are too large are told', async () => {
    const learningRate = { kind: 'decaying', rate: 1e38, factor: 1, epochs: 1 } as const;
    const wild = train(temporary(), { epochs: 5, optimiser: 'sgd', learningRate });
    await expect(wild).rejects.toMatchObject({ code: 'training-diverged', message: /smaller `learningRate`/ });
  });
});
