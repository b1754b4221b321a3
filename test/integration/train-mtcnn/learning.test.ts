import { beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeDetector } from '../../../src/detectors/choose-detector.ts';
import { createDetector } from '../../../src/detectors/create-detector.ts';
import { readMtcnnWeights } from '../../../src/detectors/detector-file.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { readBundledModel } from '../../../src/models/bundled.ts';
import type { TrainedMtcnn } from '../../../src/pipelines/train-mtcnn/mtcnn-settings.ts';
import { SAMPLE, steady, useMtcnnTrainings } from '../../support/training/train-mtcnn.ts';

const { place, portraits, annotate, run } = useMtcnnTrainings();
const sha256Of = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('a network of MTCNN', () => {
  test('learns which windows show a face', async () => {
    const output = place('pnet.safetensors');
    const { before, after, sha256 } = await run({ network: 'pnet', output, steps: 200, learningRate: steady(0.03) });
    const right = (figures: typeof before): number => (figures.sensitivity + figures.specificity) / 2;
    // Before, a window is judged by random weights: about half of them are right.
    expect(right(before)).toBeLessThan(0.7);
    expect(right(after)).toBeGreaterThan(right(before) + 0.1);
    expect(after.boxError).toBeLessThan(before.boxError);
    expect(sha256Of(output)).toBe(sha256);
  });

  test('is the same from the same seed', async () => {
    const given = { network: 'pnet', steps: 5, annotations: [portraits()] } as const;
    const train = async (name: string, seed: number): Promise<string> =>
      (await run({ ...given, output: place(`${name}.safetensors`), seed })).sha256;
    const first = await train('a', 3);
    expect(await train('b', 3)).toBe(first);
    expect(await train('c', 9)).not.toBe(first);
  });

  test('follows a schedule by steps, and is held by weight decay where there is one', async () => {
    const given = { network: 'pnet', annotations: [portraits()], output: place('schedule.safetensors') } as const;
    const rows = [
      { epoch: 0, rate: 0.01 },
      { epoch: 2, rate: 'stop' },
    ] as const;
    const told: string[][] = [];
    const step = (_: number, losses: Readonly<Record<string, number>>) => told.push(Object.keys(losses).sort());
    const { steps } = await run({ ...given, steps: 9, learningRate: { kind: 'table', rows } }, { step });
    expect(steps).toBe(2);
    await run({ ...given, weightDecay: 0 }, { step });
    const losses = ['box', 'detection', 'loss'];
    expect(told).toEqual([[...losses, 'regularisation'], [...losses, 'regularisation'], losses]);
  });

  test('learns from the photographs of several lists', async () => {
    const lines = readFileSync(portraits(), 'utf8').split('\n');
    const annotations = ['first.jsonl', 'others.jsonl'].map(place);
    writeFileSync(annotations[0] ?? '', lines[0] ?? '');
    writeFileSync(annotations[1] ?? '', lines.slice(1).join('\n'));
    const { photographs } = await run({ network: 'pnet', annotations, output: place('lists.safetensors') });
    expect(photographs).toBe(lines.length);
  });

  test('learns landmarks of photographs of which not all faces are labelled', async () => {
    const boxes = annotate('boxes.jsonl', ({ box }) => [{ box }]);
    const output = place('landmarks.safetensors');
    const landmarks = { folder: SAMPLE, annotations: [portraits()] };
    const given = { network: 'onet', annotations: [boxes], output, landmarks, samples: 10_000, positives: 2 } as const;
    const { windows, before, photographs } = await run(given);
    // Six windows, less those that do not show all of it, on three turns of each face; one photograph of each folder is held out.
    const learnt = photographs / 2 - 1;
    expect(windows.landmark).toBeGreaterThan(4 * learnt);
    expect(windows.landmark).toBeLessThanOrEqual(18 * learnt);
    expect(before.landmarkError).toBeGreaterThan(0);
  });
});

describe('a network that begins with the weights of the base', () => {
  const tuned = new Map<string, TrainedMtcnn>();
  beforeAll(async () => {
    for (const network of ['pnet', 'onet'] as const) {
      // So small a rate changes no number of single precision.
      const still = { fineTune: true, learningRate: steady(1e-30), positives: 4, annotations: [portraits()] };
      tuned.set(network, await run({ network, output: place(`${network}-tuned.safetensors`), ...still }));
    }
  });

  test.each(['pnet', 'onet'])('%s has them, and is written as they are', async (network) => {
    const { file = '', before } = tuned.get(network) ?? {};
    const [written, bundled] = [await readMtcnnWeights(file), await readBundledModel('mtcnn')];
    expect([...written.keys()].sort()).toEqual([...bundled.keys()].filter((name) => written.has(name)).sort());
    expect(written.size).toBe(bundled.size);
    for (const [name, tensor] of bundled) expect(written.get(name)).toEqual(tensor);
    // FaceNet's networks know these faces.
    expect(before?.sensitivity).toBeGreaterThan(0.6);
    expect(before?.boxError).toBeLessThan(before?.uncorrectedBoxError ?? NaN);
    if (network === 'onet') expect(before?.landmarkError).toBeLessThan(0.1);
  });

  test('is used by its file, which records name by its SHA-256', async () => {
    const { file: weights = '' } = tuned.get('pnet') ?? {};
    expect(describeDetector({ weights })).toMatchObject({ name: 'mtcnn', sha256: sha256Of(weights) });
    const image = await decodeImage(path.join(SAMPLE, 'Eileen_Collins/Eileen_Collins_0001.jpg'));
    await using own = await createDetector({ weights, threads: 1 });
    await using usual = await createDetector({ threads: 1 });
    expect(await own.detect(image)).toEqual(await usual.detect(image));
    expect(() => describeDetector({ name: 'yunet', weights })).toThrow('Expected no `weights` for the detector yunet');
  });
});
