import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDetector } from '../../src/detectors/create-detector.ts';
import { readMtcnnWeights } from '../../src/detectors/detector-file.ts';
import { describeDetector } from '../../src/detectors/choose-detector.ts';
import { decodeImage } from '../../src/image/codec.ts';
import { readBundledModel } from '../../src/models/bundled.ts';
import type { MtcnnListener, MtcnnSettings } from '../../src/pipelines/train-mtcnn/settings.ts';
import { trainMtcnn } from '../../src/pipelines/train-mtcnn/train-mtcnn.ts';
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

const PORTRAITS = /Eileen|Grace|Guest_0001/;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'facekit-train-mtcnn-'));
  const lines = Object.entries(images).map(([file, { faces }]) => JSON.stringify({ path: file, faces }));
  await writeFile(path.join(folder, 'faces.jsonl'), lines.join('\n'));
  await writeFile(path.join(folder, 'portraits.jsonl'), lines.filter((line) => PORTRAITS.test(line)).join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

type Settings = Pick<MtcnnSettings, 'network' | 'output'> & Partial<MtcnnSettings>;

const run = (settings: Settings, world: Partial<MtcnnListener> & { readonly signal?: AbortSignal } = {}) => {
  const { signal = new AbortController().signal, ...listener } = world;
  return trainMtcnn(
    {
      ...{ folder: SAMPLE, annotations: [path.join(folder, 'faces.jsonl')], base: undefined, fineTune: false },
      ...{
        steps: 1,
        positives: 16,
        samples: 200,
        optimiser: 'momentum',
        learningRate: rate(0.01),
        seed: 3,
        device: 'cpu',
        threads: 1,
      },
      ...{ weightDecay: 0.0005, hardThresholds: [0.6, 0.7], checkpointSteps: 1000, resume: false },
      ...settings,
    },
    { listener: { ...silent, ...listener }, signal },
  );
};
const rate = (value: number) => ({ kind: 'decaying', rate: value, factor: 1, epochs: 1 }) as const;
const silent = { collects: noop, photograph: noop, trains: noop, step: noop, notices: noop };
function noop(): void {
  // Nobody looks.
}

describe('a network of MTCNN', () => {
  test('learns which windows show a face', async () => {
    const output = path.join(folder, 'pnet.safetensors');
    const { before, after, sha256 } = await run({ network: 'pnet', output, steps: 200, learningRate: rate(0.03) });
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
        learningRate: rate(1e-30),
        positives: 4,
        annotations: [path.join(folder, 'portraits.jsonl')],
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
    const settings = { network: 'pnet', steps: 5, annotations: [path.join(folder, 'portraits.jsonl')] } as const;
    const files = ['a', 'b', 'c'].map((name) => path.join(folder, `${name}.safetensors`));
    const trained = [];
    for (const [i, output] of files.entries()) trained.push(await run({ ...settings, output, seed: i === 2 ? 9 : 3 }));
    const [a, b, c] = trained.map(({ sha256 }) => sha256);
    expect(b).toBe(a);
    expect(c).not.toBe(a);
  });

  test('follows a schedule by steps, and is held by weight decay where there is one', async () => {
    const given = { network: 'pnet', annotations: [path.join(folder, 'portraits.jsonl')], steps: 9 } as const;
    const rows = [
      { epoch: 0, rate: 0.01 },
      { epoch: 2, rate: 'stop' },
    ] as const;
    const told: string[][] = [];
    const step = (_: number, losses: Readonly<Record<string, number>>) => told.push(Object.keys(losses).sort());
    const output = path.join(folder, 'schedule.safetensors');
    const learningRate = { kind: 'table', rows } as const;
    const { steps } = await run({ ...given, output, learningRate }, { step });
    expect(steps).toBe(2);
    await run({ ...given, output, weightDecay: 0, steps: 1 }, { step });
    const losses = ['box', 'detection', 'loss'];
    expect(told).toEqual([[...losses, 'regularisation'], [...losses, 'regularisation'], losses]);
  });

  test('learns from the photographs of several lists', async () => {
    const lines = (await readFile(path.join(folder, 'portraits.jsonl'), 'utf8')).split('\n');
    const annotations = ['first', 'others'].map((name) => path.join(folder, `${name}.jsonl`));
    await writeFile(annotations[0] ?? '', lines[0] ?? '');
    await writeFile(annotations[1] ?? '', lines.slice(1).join('\n'));
    const { photographs } = await run({ network: 'pnet', annotations, output: path.join(folder, 'lists.safetensors') });
    expect(photographs).toBe(lines.length);
  });

  test('wants a name that says what the file is, and no folder there', async () => {
    const place = path.join(folder, 'a-folder.safetensors');
    await mkdir(place);
    await expect(run({ network: 'pnet', output: place })).rejects.toMatchObject({ code: 'output-not-writable' });
    await expect(run({ network: 'pnet', output: path.join(folder, 'x') })).rejects.toMatchObject({ code: 'usage' });
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

describe('a training that is interrupted', () => {
  const settings = { network: 'pnet', steps: 8, checkpointSteps: 3 } as const;
  const portraits = () => path.join(folder, 'portraits.jsonl');
  const checkpoints = (output: string) => readdir(`${output}.checkpoints`);

  test('keeps what it has learnt, and goes on to the bytes of one that was not', async () => {
    const [whole, parts] = ['whole', 'parts'].map((name) => path.join(folder, `${name}.safetensors`)) as [
      string,
      string,
    ];
    const given = { ...settings, annotations: [portraits()] };
    const { sha256 } = await run({ ...given, output: whole });
    const stop = new AbortController();
    const step = (done: number): void => {
      if (done === 5) stop.abort('SIGINT');
    };
    await expect(run({ ...given, output: parts }, { step, signal: stop.signal })).rejects.toThrow(
      /^Interrupted at step 5; go on from .*checkpoint-00000005\.safetensors with `resume`\.$/,
    );
    expect(await checkpoints(parts)).toEqual(['checkpoint-00000003.safetensors', 'checkpoint-00000005.safetensors']);
    await expect(run({ ...given, output: parts })).rejects.toMatchObject({ code: 'output-exists' });
    await expect(run({ ...given, output: parts, resume: true, seed: 4 })).rejects.toThrow(/with seed 4 but .* has 3/);
    await expect(run({ ...given, output: parts, resume: true, network: 'rnet' })).rejects.toThrow(
      /with network rnet but .* has pnet/,
    );
    const steps: number[] = [];
    const resumed = await run({ ...given, output: parts, resume: true }, { step: (done) => steps.push(done) });
    expect(steps).toEqual([6, 7, 8]);
    expect(resumed.sha256).toBe(sha256);
    await expect(checkpoints(parts)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('goes on where a checkpoint cannot be written, and says so', async () => {
    const output = path.join(folder, 'no-room.safetensors');
    const notices: string[] = [];
    const step = (done: number): void => {
      if (done === 2) writeFileSync(`${output}.checkpoints`, 'in the way');
    };
    const given = { network: 'pnet', annotations: [portraits()], output, steps: 4, checkpointSteps: 3 } as const;
    const { steps } = await run(given, { step, notices: (line) => notices.push(line) });
    expect(steps).toBe(4);
    expect(notices).toEqual([expect.stringMatching(/^No checkpoint of step 3: .*\.checkpoints/)]);
  });

  test('whose weights grow without end is explained, and nothing is written', async () => {
    const output = path.join(folder, 'grown.safetensors');
    const given = { network: 'pnet', annotations: [portraits()], output, steps: 50 } as const;
    await expect(run({ ...given, learningRate: rate(1e20) })).rejects.toThrow(/weights grew without end .* smaller/);
    await expect(readFile(output)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('before the first step it is told', () => {
  const annotations = async (name: string, faces: (each: object) => object[]): Promise<string> => {
    const file = path.join(folder, `${name}.jsonl`);
    const lines = Object.entries(images)
      .filter(([image]) => PORTRAITS.test(image))
      .map(([image, { faces: all }]) => JSON.stringify({ path: image, faces: all.flatMap(faces) }));
    await writeFile(file, lines.join('\n'));
    return file;
  };
  const output = () => path.join(folder, 'never.safetensors');
  const refused = async (settings: Partial<MtcnnSettings>, code: string, message: RegExp): Promise<void> => {
    let cut = false;
    const collects = (): void => {
      cut = true;
    };
    const failed = run({ network: 'pnet', output: output(), ...settings }, { collects });
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(cut).toBe(false);
  };

  test('that there are no faces, or none that are large enough', async () => {
    await refused(
      { annotations: [await annotations('none', () => [])] },
      'data-not-trainable',
      /face of at least 20 pixels .* found 0\./,
    );
    const small = await annotations('small', () => [{ box: [10, 10, 25, 25] }]);
    await refused({ annotations: [small] }, 'data-not-trainable', /found 0, among \d+ labelled faces that are smaller/);
  });

  test('that the annotations are empty, or of other photographs', async () => {
    const empty = path.join(folder, 'empty.jsonl');
    await writeFile(empty, '');
    await refused({ annotations: [empty] }, 'bad-annotations', /it lists none/);
    const other = path.join(folder, 'other.jsonl');
    await writeFile(other, JSON.stringify({ path: 'elsewhere/a.jpg', faces: [] }));
    await refused({ annotations: [other] }, 'no-images', /elsewhere\/a\.jpg/);
  });

  test('boxes that are no faces of these photographs, after they were cut up', async () => {
    const points = [1, 2, 3, 4, 5].map((i) => [40 * i, 30 * i]);
    for (const [i, box] of [
      [-1e9, -1e9, 1e9, 1e9],
      [5000, 5000, 5100, 5100],
    ].entries()) {
      const wrong = await annotations(`wrong-${i}`, () => [{ box, landmarks: points }]);
      const failed = run({ network: 'onet', output: output(), annotations: [wrong] });
      await expect(failed).rejects.toThrow(/windows of the kind "positive" .* boxes are in pixels of the photographs/);
    }
  });

  test('that the O-Net has no landmarks to learn', async () => {
    const boxes = await annotations('boxes', (face) => ('box' in face ? [{ box: face.box }] : []));
    await refused(
      { network: 'onet', annotations: [boxes] },
      'data-not-trainable',
      /five landmarks .*`landmarkPhotographs`/,
    );
  });

  test('that some photographs are missing, or a base was trained in another order', async () => {
    const lines = Object.entries(images).map(([file, { faces }]) => JSON.stringify({ path: file, faces }));
    const more = path.join(folder, 'more.jsonl');
    await writeFile(more, [...lines.slice(0, 4), JSON.stringify({ path: 'lost.jpg', faces: [] })].join('\n'));
    const base = path.join(folder, 'pnet.safetensors');
    const notices: string[] = [];
    const stop = new AbortController();
    const given = { network: 'onet', annotations: [more], base, output: output() } as const;
    const collects = (): void => {
      stop.abort();
    };
    await expect(
      run(given, { collects, notices: (line) => notices.push(line), signal: stop.signal }),
    ).rejects.toMatchObject({ code: 'interrupted' });
    expect(notices).toEqual([
      expect.stringContaining('train rnet first'),
      expect.stringMatching(/^1 photographs that .*more\.jsonl lists are not there/),
    ]);
  });
});

test('the O-Net learns landmarks of photographs of which not all faces are labelled', async () => {
  const boxes = path.join(folder, 'portraits-without-landmarks.jsonl');
  const lines = (await readFile(path.join(folder, 'portraits.jsonl'), 'utf8')).split('\n');
  await writeFile(boxes, lines.map((line) => line.replaceAll('"landmarks"', '"other"')).join('\n'));
  const output = path.join(folder, 'landmarks.safetensors');
  const landmarks = { folder: SAMPLE, annotations: [path.join(folder, 'portraits.jsonl')] };
  const given = { network: 'onet', annotations: [boxes], output, landmarks, samples: 10_000, positives: 2 } as const;
  const { windows, before } = await run(given);
  // Six windows, less those that do not show all of it, on three turns of each face; one photograph of each folder is held out.
  const portraits = lines.length - 1;
  expect(windows.landmark).toBeGreaterThan(4 * portraits);
  expect(windows.landmark).toBeLessThanOrEqual(18 * portraits);
  expect(before.landmarkError).toBeGreaterThan(0);
});
