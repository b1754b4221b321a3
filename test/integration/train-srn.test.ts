import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeDetector } from '../../src/detectors/choose-detector.ts';
import { createDetector } from '../../src/detectors/create-detector.ts';
import { encodePng } from '../../src/image/encode.ts';
import type { SrnTrainListener } from '../../src/pipelines/train-srn/run-steps.ts';
import type { SrnTrainSettings } from '../../src/pipelines/train-srn/srn-settings.ts';
import { trainSrn } from '../../src/pipelines/train-srn/train-srn.ts';
import { drawnPhotograph } from '../support/networks/srn-made.mjs';

const photograph = drawnPhotograph(80, 60);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'facekit-train-srn-'));
  const lines = ['a.png', 'b.png', 'cut-off.png'].map((name, i) =>
    JSON.stringify({ path: name, faces: i === 1 ? [] : [{ box: [5 + i, 4, 25, 30] }, { box: [3, 3, 3, 9] }] }),
  );
  const bytes = await encodePng(photograph);
  await writeFile(path.join(folder, 'a.png'), bytes);
  await writeFile(path.join(folder, 'b.png'), bytes);
  await writeFile(path.join(folder, 'cut-off.png'), bytes.subarray(0, 200));
  await writeFile(path.join(folder, 'faces.jsonl'), lines.join('\n'));
  await writeFile(path.join(folder, 'none.jsonl'), lines[1] ?? '');
});
afterAll(() => rm(folder, { recursive: true }));

const settings = (name: string, more: Partial<SrnTrainSettings> = {}): SrnTrainSettings => ({
  ...{ folder, annotations: path.join(folder, 'faces.jsonl'), output: path.join(folder, `${name}.safetensors`) },
  ...{ checkpoints: path.join(folder, name), resume: false, backbone: 'resnet18', width: 4, side: 64, batch: 2 },
  ...{ epochs: 2, optimiser: 'momentum', learningRate: 0.001, weightDecay: 0.0001, stc: false, str: true },
  ...{ variation: 'paper', matching: 'every-face', seed: 3, device: 'cpu', threads: 1, ...more },
});
const silent: SrnTrainListener = { begins: noop, step: noop, notices: noop };
function noop(): void {
  // Nobody looks.
}

describe('a training of SRN', () => {
  test('that is interrupted goes on to the bytes of one that was not, and its file is a detector', async () => {
    const notices: string[] = [];
    const listener = { ...silent, notices: (line: string) => notices.push(line) };
    const { signal } = new AbortController();
    const whole = await trainSrn(settings('whole'), { listener, signal });
    expect(whole).toMatchObject({ iteration: 4, photographs: 3, faces: 2 });
    expect(notices).toEqual([expect.stringMatching(/^cut-off\.png: /)]);

    const abort = new AbortController();
    const stop = (step: number): void => {
      if (step === 3) abort.abort();
    };
    const interrupted = trainSrn(settings('parts'), { listener: { ...silent, step: stop }, signal: abort.signal });
    await expect(interrupted).rejects.toMatchObject({ code: 'interrupted' });
    await expect(trainSrn(settings('parts', { seed: 4, resume: true }), { listener, signal })).rejects.toMatchObject({
      code: 'settings-differ',
    });
    const parts = await trainSrn(settings('parts', { resume: true }), { listener, signal });
    expect(parts.sha256).toBe(whole.sha256);

    expect(describeDetector({ name: 'srn', weights: whole.file })).toMatchObject({
      ...{ name: 'srn', sha256: whole.sha256 },
    });
    await using detector = await createDetector({ name: 'srn', weights: whole.file, scoreThreshold: 1e-6, threads: 1 });
    expect((await detector.detect(photograph)).length).toBeGreaterThan(0);
    await expect(createDetector({ name: 'mtcnn', weights: whole.file })).rejects.toThrow('it is one of train srn');
  }, 120_000);

  test.each([
    ['of no faces', settings.bind(undefined, 'x', {}), 'data-not-trainable'],
    ['of a file that is no detector by its name', () => settings('x', { output: 'x.bin' }), 'usage'],
  ])('%s is refused', async (_, make, code) => {
    const given = { ...make(), ...(code === 'usage' ? {} : { annotations: path.join(folder, 'none.jsonl') }) };
    const { signal } = new AbortController();
    await expect(trainSrn(given, { listener: silent, signal })).rejects.toMatchObject({ code });
  });
});
