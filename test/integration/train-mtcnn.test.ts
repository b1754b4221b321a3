import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDetector } from '../../src/detectors/create-detector.ts';
import { readMtcnnWeights } from '../../src/detectors/detector-file.ts';
import { describeDetector } from '../../src/detectors/choose-detector.ts';
import { decodeImage } from '../../src/image/codec.ts';
import { readBundledModel } from '../../src/models/bundled.ts';
import { trainMtcnn, type MtcnnSettings } from '../../src/pipelines/train-mtcnn/train-mtcnn.ts';
import { ROOT } from '../support/source-imports.ts';

/** Photographs with the faces that FaceNet's networks find in double precision (fixtures/make/sample_faces.py). */
const SAMPLE = path.join(ROOT, 'datasets/sample');
const { images } = JSON.parse(
  await readFile(fileURLToPath(new URL('../fixtures/sample-faces.json', import.meta.url)), 'utf8'),
) as {
  readonly images: Readonly<
    Record<string, { readonly faces: readonly { readonly box: number[]; readonly landmarks: number[][] }[] }>
  >;
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'facekit-train-mtcnn-'));
  const lines = Object.entries(images).map(([file, { faces }]) => JSON.stringify({ path: file, faces }));
  await writeFile(path.join(folder, 'faces.jsonl'), lines.join('\n'));
  await writeFile(path.join(folder, 'portraits.jsonl'), lines.filter((line) => !line.includes('Groups')).join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (settings: Pick<MtcnnSettings, 'network' | 'output'> & Partial<MtcnnSettings>) =>
  trainMtcnn(
    {
      ...{ folder: SAMPLE, annotations: path.join(folder, 'faces.jsonl'), base: undefined, fineTune: false },
      ...{ steps: 1, positives: 16, samples: 200, optimiser: 'momentum', learningRate: 0.01, seed: 3, threads: 1 },
      ...settings,
    },
    { listener: silent, signal: new AbortController().signal },
  );
const silent = { collects: noop, photograph: noop, trains: noop, step: noop };
function noop(): void {
  // Nobody looks.
}

describe('a network of MTCNN', () => {
  test('learns which windows show a face', async () => {
    const output = path.join(folder, 'pnet.safetensors');
    const { before, after, sha256 } = await run({ network: 'pnet', output, steps: 200, learningRate: 0.03 });
    const right = (figures: typeof before): number => (figures.sensitivity + figures.specificity) / 2;
    // Before, a window is judged by random weights: about half of them are right.
    expect(right(before)).toBeLessThan(0.7);
    expect(right(after)).toBeGreaterThan(right(before) + 0.1);
    expect(after.boxError).toBeLessThan(before.boxError);
    expect(
      createHash('sha256')
        .update(await readFile(output))
        .digest('hex'),
    ).toBe(sha256);
  });

  test.each(['pnet', 'onet'] as const)(
    '%s begins with the weights of the base and is written as they are',
    async (network) => {
      const output = path.join(folder, `${network}-tuned.safetensors`);
      // So small a rate changes no number of single precision.
      const { before } = await run({
        network,
        output,
        fineTune: true,
        learningRate: 1e-30,
        annotations: path.join(folder, 'portraits.jsonl'),
      });
      const [written, bundled] = [await readMtcnnWeights(output), await readBundledModel('mtcnn')];
      expect([...written.keys()].sort()).toEqual([...bundled.keys()].filter((name) => written.has(name)).sort());
      expect(written.size).toBe(bundled.size);
      for (const [name, tensor] of bundled) expect(written.get(name)).toEqual(tensor);
      // FaceNet's networks know these faces.
      expect(before.sensitivity).toBeGreaterThan(0.6);
      expect(before.boxError).toBeLessThan(before.uncorrectedBoxError);
      if (network === 'onet') expect(before.landmarkError).toBeLessThan(0.1);
    },
  );

  test('is used by its file, which records name by its SHA-256', async () => {
    const weights = path.join(folder, 'pnet-tuned.safetensors');
    const sha256 = createHash('sha256')
      .update(await readFile(weights))
      .digest('hex');
    expect(describeDetector({ weights })).toMatchObject({ name: 'mtcnn', sha256 });
    const image = await decodeImage(path.join(SAMPLE, 'Eileen_Collins/Eileen_Collins_0001.jpg'));
    await using own = await createDetector({ weights });
    await using usual = await createDetector();
    expect(await own.detect(image)).toEqual(await usual.detect(image));
    expect(() => describeDetector({ name: 'yunet', weights })).toThrow('Expected no `weights` for the detector yunet');
  });

  test('is the same from the same seed', async () => {
    const settings = { network: 'pnet', steps: 5, annotations: path.join(folder, 'portraits.jsonl') } as const;
    const files = ['a', 'b', 'c'].map((name) => path.join(folder, `${name}.safetensors`));
    const trained = [];
    for (const [i, output] of files.entries()) trained.push(await run({ ...settings, output, seed: i === 2 ? 9 : 3 }));
    const [a, b, c] = trained.map(({ sha256 }) => sha256);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  test('wants a name that says what the file is', async () => {
    await expect(run({ network: 'pnet', output: path.join(folder, 'x') })).rejects.toMatchObject({ code: 'usage' });
  });

  test('wants faces to learn from', async () => {
    const annotations = path.join(folder, 'none.jsonl');
    await writeFile(
      annotations,
      Object.keys(images)
        .map((file) => JSON.stringify({ path: file, faces: [] }))
        .join('\n'),
    );
    await expect(
      run({ network: 'pnet', output: path.join(folder, 'x.safetensors'), annotations }),
    ).rejects.toMatchObject({
      code: 'data-not-trainable',
    });
  });

  test('of a file of other weights is refused', async () => {
    await expect(readMtcnnWeights(path.join(ROOT, 'models/yunet.safetensors'))).rejects.toMatchObject({
      code: 'model-invalid',
    });
    await expect(readMtcnnWeights(path.join(folder, 'no.safetensors'))).rejects.toMatchObject({
      code: 'file-not-found',
    });
  });
});
