import { describe, expect, test } from '@jest/globals';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readMtcnnWeights } from '../../../src/detectors/detector-file.ts';
import type { MtcnnSettings } from '../../../src/pipelines/train-mtcnn/mtcnn-settings.ts';
import { ROOT } from '../../support/source-imports.ts';
import { useMtcnnTrainings } from '../../support/training/train-mtcnn.ts';

const { place, portraits, annotate, run } = useMtcnnTrainings();
const output = () => place('never.safetensors');

/** Before a photograph is cut into windows. */
async function refused(settings: Partial<MtcnnSettings>, code: string, message: RegExp): Promise<void> {
  let cut = false;
  const collects = (): void => {
    cut = true;
  };
  const failed = run({ network: 'pnet', output: output(), ...settings }, { collects });
  await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  expect(cut).toBe(false);
}

describe('before the first step it is told', () => {
  test('that there are no faces, or none that are large enough', async () => {
    const none = annotate('none.jsonl', () => []);
    await refused({ annotations: [none] }, 'data-not-trainable', /face of at least 20 pixels .* found 0\./);
    const small = annotate('small.jsonl', () => [{ box: [10, 10, 25, 25] }]);
    await refused({ annotations: [small] }, 'data-not-trainable', /found 0, among \d+ labelled faces that are smaller/);
  });

  test('that the annotations are empty, or of other photographs', async () => {
    const [empty, other] = [place('empty.jsonl'), place('other.jsonl')];
    writeFileSync(empty, '');
    await refused({ annotations: [empty] }, 'bad-annotations', /it lists none/);
    writeFileSync(other, JSON.stringify({ path: 'elsewhere/a.jpg', faces: [] }));
    await refused({ annotations: [other] }, 'no-images', /elsewhere\/a\.jpg/);
  });

  test.each([
    ['larger than the photographs', [-1e9, -1e9, 1e9, 1e9]],
    ['outside them', [5000, 5000, 5100, 5100]],
  ])('that boxes are no faces of these photographs, after they were cut up: %s', async (_, box) => {
    const landmarks = [1, 2, 3, 4, 5].map((i) => [40 * i, 30 * i]);
    const wrong = annotate('wrong.jsonl', () => [{ box, landmarks }]);
    const failed = run({ network: 'onet', output: output(), annotations: [wrong] });
    await expect(failed).rejects.toThrow(/windows of the kind "positive" .* boxes are in pixels of the photographs/);
  });

  test('that the O-Net has no landmarks to learn', async () => {
    const annotations = [annotate('boxes.jsonl', ({ box }) => [{ box }])];
    await refused({ network: 'onet', annotations }, 'data-not-trainable', /five landmarks .*`landmarkPhotographs`/);
  });

  test('that some photographs are missing, or a base was trained in another order', async () => {
    const base = place('pnet.safetensors');
    await run({ network: 'pnet', annotations: [portraits()], output: base });
    const more = annotate('more.jsonl', (face) => [face]);
    appendFileSync(more, `\n${JSON.stringify({ path: 'lost.jpg', faces: [] })}`);
    const notices: string[] = [];
    const stop = new AbortController();
    const collects = (): void => {
      stop.abort();
    };
    const given = { network: 'onet', annotations: [more], base, output: output() } as const;
    const world = { collects, notices: (line: string) => notices.push(line), signal: stop.signal };
    await expect(run(given, world)).rejects.toMatchObject({ code: 'interrupted' });
    expect(notices).toEqual([
      expect.stringContaining('train rnet first'),
      expect.stringMatching(/^Photographs that .*more\.jsonl lists and that are not there, which are left out: 1\.$/),
    ]);
  });

  test('that its file wants a name that says what it is, and no folder there', async () => {
    const folder = place('a-folder.safetensors');
    mkdirSync(folder);
    await refused({ output: folder }, 'output-not-writable', /a-folder/);
    await refused({ output: place('x') }, 'usage', /\.safetensors/);
  });

  test('that a file has other weights, or is not there', async () => {
    await expect(readMtcnnWeights(path.join(ROOT, 'models/yunet.safetensors'))).rejects.toMatchObject({
      code: 'model-invalid',
    });
    await expect(readMtcnnWeights(place('no.safetensors'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});
