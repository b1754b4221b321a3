import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseClassifier } from '../../../src/recognition/classifier-file.ts';
import { PEOPLE, runTrain, writeGreys } from '../../support/fakes/fake-classifier.ts';
import { fakeEmbed, fakeEmbedder } from '../../support/fakes/fake-embed.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

async function folderOf(greys: Readonly<Record<string, number>> = PEOPLE): Promise<string> {
  const cwd = temporary();
  await writeGreys(path.join(cwd, 'people'), greys);
  return cwd;
}

const read = (cwd: string, name = 'c.json'): string => readFileSync(path.join(cwd, name), 'utf8');

describe('train-classifier', () => {
  test('prints the lines of FaceNet and writes all that classify needs', async () => {
    const cwd = await folderOf();
    const { exitCode, stdout } = await runTrain(cwd, ['people', 'c.json']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'Number of classes: 3',
      'Number of images: 12',
      `Saved classifier model to file "${path.join(cwd, 'c.json')}"`,
      'Accuracy estimate: 1.000 (leave-one-out: 12 of 12 images nearest to the mean of their own person), on as many other images 0.750 to 1.000 (95 %)',
    ]);
    const classifier = parseClassifier(read(cwd), 'c.json');
    expect(classifier.embeddings).toMatchObject({
      model: { name: 'fake-box', sha256: 'fa'.repeat(32) },
      dimension: 2,
      standardisation: 'fixed',
      alignment: { kind: 'box', margin: null, imageSize: 4 },
      flip: false,
    });
    expect(classifier.classes.map(({ name, images }) => ({ name, images }))).toEqual([
      { name: 'Ann Example', images: 4 },
      { name: 'Bob', images: 4 },
      { name: 'Cleo', images: 4 },
    ]);
    expect(classifier.training).toEqual({ seed: 666, cost: 1, split: null });
  });

  test('the same seed gives the same bytes', async () => {
    const cwd = await folderOf();
    for (const name of ['a.json', 'b.json'])
      await runTrain(cwd, ['people', name], {
        useSplitDataset: true,
        minNrofImagesPerClass: 4,
        nrofTrainImagesPerClass: 3,
      });
    expect(read(cwd, 'a.json')).toBe(read(cwd, 'b.json'));
    await runTrain(cwd, ['people', 'other.json'], {
      useSplitDataset: true,
      minNrofImagesPerClass: 4,
      nrofTrainImagesPerClass: 3,
      seed: 1,
    });
    expect(read(cwd, 'other.json')).not.toBe(read(cwd, 'a.json'));
    expect(parseClassifier(read(cwd, 'a.json'), 'a').training.split).toEqual({
      minPerClass: 4,
      trainPerClass: 3,
    });
  });

  test('photographs are aligned first; images without a face are left out and said', async () => {
    const cwd = await folderOf({ ...PEOPLE, 'Bob/black.png': 0 });
    const { stdout, stderr } = await runTrain(cwd, ['people', 'c.json'], { detect: true });
    expect(stdout).toContain('Images without a face, left out: 1\n  Bob/black.png  no-face\n');
    expect(stderr).toContain('no-face  Bob/black.png');
    expect(parseClassifier(read(cwd), 'c.json').embeddings.alignment.margin).toBe(32);
  });

  test('JSON is one object on standard output', async () => {
    const cwd = await folderOf();
    const { stdout } = await runTrain(cwd, ['people', 'c.json'], { json: true });
    expect(JSON.parse(stdout)).toMatchObject({
      classes: [{ name: 'Ann Example', images: 4 }, { name: 'Bob' }, { name: 'Cleo' }],
      validation: { accuracy: 1, correct: 12, samples: 12, interval: [9 / 12, 1] },
      unknown: { targetFalseAcceptRate: 0.01, genuine: { count: 12 }, impostor: { count: 12 } },
    });
  });
});

describe('an embedding file with a vector that is not of length 1', () => {
  const embedder = fakeEmbedder({ value: ({ data }) => (data[0] ?? 0) * 1e30 });

  test('is refused by the name of the image, or scaled with --normalize', async () => {
    const cwd = await folderOf({ 'Ann/1.png': 1, 'Ann/2.png': 2, 'Bob/1.png': 3, 'Bob/2.png': 4 });
    await fakeEmbed(cwd, ['people'], { embedder, flags: { output: 'people.jsonl' } });
    await expect(runTrain(cwd, ['people.jsonl', 'c.json'])).rejects.toMatchObject({
      code: 'embedding-not-unit',
      message: expect.stringMatching(/people\.jsonl but that of people\/Ann\/1\.png has length .*`normalize`/),
    });
    expect((await runTrain(cwd, ['people.jsonl', 'c.json'], { normalize: true })).exitCode).toBe(0);
    await expect(runTrain(cwd, ['people', 'c.json'], { normalize: true })).rejects.toThrow(
      /an embedding file with `normalize`/,
    );
  });
});

describe('a training that cannot be done leaves the old classifier as it was', () => {
  const only = (name: string) => Object.fromEntries(Object.entries(PEOPLE).filter(([file]) => file.startsWith(name)));
  test.each<[string, Readonly<Record<string, number>>, string, RegExp]>([
    ['one person', only('Bob'), 'svm-training-data', /at least two people .* only Bob/],
    [
      'one image of a person',
      { ...PEOPLE, 'Dan/1.png': 5, 'Eve/1.png': 9 },
      'svm-training-data',
      /one of Dan, Eve.*`minNrofImagesPerClass: 2`/,
    ],
    ['a flat folder', { 'a.png': 1, 'b.png': 2 }, 'no-class-folders', /one folder for each person/],
    ['embeddings that are not finite', { ...PEOPLE, 'Bob/nan.png': 255 }, 'svm-training-data', /finite numbers/],
  ])('%s', async (_, greys, code, message) => {
    const cwd = await folderOf(greys);
    writeFiles(cwd, { 'c.json': 'the old one' });
    const broken = fakeEmbedder({ value: ({ data }) => (data[0] === 255 ? NaN : (data[0] ?? 0)) });
    await expect(runTrain(cwd, ['people', 'c.json'], {}, broken)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(read(cwd)).toBe('the old one');
    expect(readdirSync(cwd).sort()).toEqual(['c.json', 'people']);
  });

  test('an empty folder of a person, unless people with few images are left out', async () => {
    const cwd = await folderOf();
    mkdirSync(path.join(cwd, 'people/Nobody'));
    await expect(runTrain(cwd, ['people', 'c.json'])).rejects.toMatchObject({
      code: 'empty-class',
      message: expect.stringMatching(/but Nobody has none/),
    });
    await runTrain(cwd, ['people', 'c.json'], { minNrofImagesPerClass: 2 });
    expect(parseClassifier(read(cwd), 'c.json').classes).toHaveLength(3);
  });

  test('too high a minimum', async () => {
    const cwd = await folderOf();
    await expect(runTrain(cwd, ['people', 'c.json'], { minNrofImagesPerClass: 5 })).rejects.toThrow(
      /at least 5 images/,
    );
    rmSync(path.join(cwd, 'people'), { recursive: true });
    await expect(runTrain(cwd, ['people', 'c.json'])).rejects.toMatchObject({ code: 'input-not-found' });
  });
});
