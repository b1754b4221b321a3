import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { decodeImage } from '../../../src/image/codec.ts';
import {
  angleEmbedder,
  PEOPLE,
  runClassify,
  runTrain,
  withPeople,
  writeGreys,
} from '../../support/fakes/fake-classifier.ts';
import { fakeEmbed } from '../../support/fakes/fake-embed.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
const SPLIT = { useSplitDataset: true, minNrofImagesPerClass: 4, nrofTrainImagesPerClass: 2 };

interface Face {
  readonly path: string;
  readonly name: string | null;
  readonly candidates: { name: string; probability: number; distance: number }[];
}

describe('a data set', () => {
  test('prints the lines of FaceNet and the accuracy by name', async () => {
    const cwd = await withPeople(temporary());
    await writeGreys(path.join(cwd, 'test'), { 'Bob/1.png': 99, 'Ann_Example/1.png': 14, 'Eve/1.png': 60 });
    const { exitCode, stdout } = await runClassify(cwd, ['people.json', 'test']);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'Number of classes: 3',
      'Number of images: 3',
      'Testing classifier',
      'Loaded classifier model from file "people.json"',
    ]);
    expect(lines[4]).toMatch(/^ {3}0 {2}Ann Example: 0\.\d{3}$/);
    expect(lines[5]).toMatch(/^ {3}1 {2}Bob: 0\.\d{3}$/);
    // 60 degrees are 43 from the middle of Bob's and 47 from that of Ann's images: 2 − 2 cos 43° = 0.537.
    expect(lines[6]).toMatch(/^ {3}2 {2}(Bob: 0\.\d{3}|unknown: 0\.\d{3} {2}\(Bob, distance 0\.537\))$/);
    expect(stdout).toContain('Known people: 2 faces, 2 named rightly, 0 wrongly, 0 unknown');
    expect(stdout).toMatch(/Unknown identities: 1 faces of 1 people, [01] named/);
  });

  test('the threshold decides who is unknown', async () => {
    const cwd = await withPeople(temporary());
    await writeGreys(path.join(cwd, 'test'), { 'Eve/1.png': 60, 'Bob/1.png': 97 });
    const accuracy = async (unknownThreshold: 'none' | number) => {
      const { stdout } = await runClassify(cwd, ['people.json', 'test'], { unknownThreshold });
      return /Accuracy: (.*)/.exec(stdout)?.[1];
    };
    expect(await accuracy(0.53)).toBe('1.000');
    expect(await accuracy(0.55)).toBe('0.500');
    expect(await accuracy('none')).toBe('0.500');
  });

  test('--use-split-dataset takes the images that the classifier was not trained on', async () => {
    const cwd = await withPeople(temporary());
    await runTrain(cwd, ['people', 'half.json'], { ...SPLIT, json: true });
    const { stdout } = await runClassify(cwd, ['half.json', 'people'], { useSplitDataset: true, json: true });
    const { faces, accuracy, images } = JSON.parse(stdout) as {
      faces: Face[];
      accuracy: number;
      images: number;
    };
    expect({ accuracy, images }).toEqual({ accuracy: 1, images: 6 });
    const trained = await runTrain(cwd, ['people', 'all.json'], { json: true });
    expect(trained.exitCode).toBe(0);
    expect(new Set(faces.map((face) => face.path)).size).toBe(6);
    await expect(runClassify(cwd, ['half.json', 'people'], { useSplitDataset: true, seed: 1 })).rejects.toThrow(
      /the split that the classifier was trained with .*`seed: 666`/,
    );
    const { stderr } = await runClassify(cwd, ['people.json', 'people'], SPLIT);
    expect(stderr).toContain('it may have seen these images');
  });

  test('an embedding file gives what its images give', async () => {
    const cwd = await withPeople(temporary());
    await fakeEmbed(cwd, ['people'], { embedder: angleEmbedder(), flags: { output: 'people.jsonl' } });
    await runTrain(cwd, ['people.jsonl', 'again.json']);
    expect(readFileSync(path.join(cwd, 'again.json'), 'utf8')).toBe(
      readFileSync(path.join(cwd, 'people.json'), 'utf8'),
    );
    const [fromFile, fromImages] = await Promise.all(
      ['people.jsonl', 'people'].map(async (data) => (await runClassify(cwd, ['people.json', data])).stdout),
    );
    expect(fromFile).toBe(fromImages);
    await expect(runTrain(cwd, ['people.jsonl', 'c.json'], { detect: true })).rejects.toThrow(/no `detect` with/);
  });

  test('a page has the matrix and the faces that were judged wrongly', async () => {
    const cwd = await withPeople(temporary());
    await writeGreys(path.join(cwd, 'test'), { 'Bob/<b>.png': 12, 'Cleo/1.png': 203 });
    await runClassify(cwd, ['people.json', 'test'], { report: 'page', quiet: true });
    const page = readFileSync(path.join(cwd, 'page/index.html'), 'utf8');
    expect(page).toContain('<dd class="value">50.00 %</dd>');
    expect(page).toContain('<title>Bob → Ann Example: 1</title>');
    expect(page).toContain('Bob/&lt;b&gt;.png');
    expect(page.match(/<img src="data:image\/jpeg/g)).toHaveLength(1);
  });
});

test('two people with the same images: training says so, and what it wrote can be read', async () => {
  const cwd = temporary();
  const same = Object.fromEntries(
    ['Ann', 'Bob', 'Cleo'].flatMap((name) => [33, 77].map((grey) => [`${name}/${grey}.png`, grey])),
  );
  await writeGreys(path.join(cwd, 'people'), { ...same, 'Dan/1.png': 140, 'Dan/2.png': 144 });
  const { exitCode, stderr, stdout } = await runTrain(cwd, ['people', 'c.json']);
  expect(exitCode).toBe(0);
  expect(stderr).toContain(
    'The same images are with two people: Ann and Bob (2 images); Ann and Cleo (2 images); Bob and Cleo (2 images).',
  );
  expect(stdout).toContain('(leave-one-out: 2 of 8 images');
  expect((await runClassify(cwd, ['c.json', 'people'])).exitCode).toBe(0);
});

test('nearest means name as they should, and have no options of support vector machines', async () => {
  const cwd = await withPeople(temporary());
  const { stdout } = await runTrain(cwd, ['people', 'near.json'], { kind: 'nearest' });
  expect(stdout).toContain('\nClassifier: nearest means of 3 people\n');
  await writeGreys(path.join(cwd, 'test'), { 'Bob/1.png': 99, 'Ann_Example/1.png': 14, 'Cleo/1.png': 190 });
  expect((await runClassify(cwd, ['near.json', 'test'])).stdout).toContain('Accuracy: 1.000');
  await expect(runTrain(cwd, ['people', 'c.json'], { kind: 'nearest', kernel: 'rbf' })).rejects.toThrow(
    /`kind: svm` with `kernel`/,
  );
});

describe('photographs', () => {
  test('every face gets a name, a probability and a distance', async () => {
    const cwd = await withPeople(temporary());
    await writeGreys(cwd, { 'a.png': 103, 'b.png': 250, 'black.png': 0 });
    const { exitCode, stdout, stderr } = await runClassify(cwd, ['people.json', 'a.png', 'b.png', 'black.png'], {
      annotate: 'drawn',
      unknownThreshold: 0.3,
      top: 2,
    });
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('a.png');
    expect(lines[1]).toMatch(/^ {3}0 {2}Bob: 0\.\d{3} {2}distance 0\.000$/);
    expect(lines[2]).toMatch(/^ {6}(Ann Example|Cleo): 0\.\d{3} {2}distance \d\.\d{3}$/);
    expect(lines[4]).toMatch(/^ {3}0 {2}unknown: 0\.\d{3} {2}\(Cleo, distance 0\.\d{3}\)$/);
    expect(lines[6]).toBe('black.png  no face found');
    expect(stderr).toContain('no-face  black.png');
    expect(await decodeImage(path.join(cwd, 'drawn/a.jpg'))).toMatchObject({ width: 40, height: 40 });
    expect(existsSync(path.join(cwd, 'drawn/black.jpg'))).toBe(false);
  });

  test('a folder of folders is a data set unless --photographs is given', async () => {
    const cwd = await withPeople(temporary());
    const { stdout } = await runClassify(cwd, ['people.json', 'people'], { photographs: true, json: true });
    const { images } = JSON.parse(stdout) as { images: { path: string; faces: Face[] }[] };
    expect(images).toHaveLength(Object.keys(PEOPLE).length);
    expect(images[0]?.faces).toMatchObject([{ face: 0, box: [8, 8, 30, 34], name: 'Ann Example' }]);
  });

  test('none that can be read is a failure', async () => {
    const cwd = await withPeople(temporary());
    writeFileSync(path.join(cwd, 'torn.jpg'), 'no image');
    expect(await runClassify(cwd, ['people.json', 'torn.jpg'])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^torn\.jpg {2}unreadable: /),
    });
  });

  test('a picture that would replace a photograph is refused before anything is done', async () => {
    const cwd = await withPeople(temporary());
    await writeGreys(cwd, { 'a.jpg': 103 });
    await expect(runClassify(cwd, ['people.json', 'a.jpg'], { annotate: '.' })).rejects.toThrow(/would replace/);
  });
});

describe('refuses', () => {
  test('a network that the classifier was not trained with', async () => {
    const cwd = await withPeople(temporary());
    await expect(runClassify(cwd, ['people.json', 'people'], {}, angleEmbedder('0b'.repeat(32)))).rejects.toMatchObject(
      {
        code: 'classifier-mismatch',
        message: expect.stringMatching(
          /fake-box \(SHA-256 fafa.*the model that is installed is of fake-box \(SHA-256 0b0b/,
        ),
      },
    );
  });

  test.each([
    ['another standardisation', { standardisation: 'per-image' }, /standardised fixed/],
    ['mirrored faces', { flip: true }, /without those of the mirrored/],
    ['another margin', { alignment: { kind: 'box', margin: 44, imageSize: 4 } }, /margin of 32.* margin of 44/],
  ])('embeddings with %s', async (_, metadata, message) => {
    const cwd = temporary();
    await writeGreys(path.join(cwd, 'people'), PEOPLE);
    await runTrain(cwd, ['people', 'people.json'], { detect: true });
    await fakeEmbed(cwd, ['people'], { embedder: angleEmbedder(), flags: { output: 'p.jsonl' } });
    const file = path.join(cwd, 'p.jsonl');
    const [head = '', ...rest] = readFileSync(file, 'utf8').split('\n');
    // Of mirrored faces each half has length 1.
    const rows = 'flip' in metadata ? rest.map((row) => row.replace(/"embedding":\[.*\]/, '"embedding":[1,-1]')) : rest;
    writeFileSync(file, [JSON.stringify({ ...(JSON.parse(head) as object), ...metadata }), ...rows].join('\n'));
    await expect(runClassify(cwd, ['people.json', 'p.jsonl'])).rejects.toMatchObject({
      code: 'classifier-mismatch',
      message: expect.stringMatching(message),
    });
  });

  test('a classifier that is not there, cut off, or of a newer version', async () => {
    const cwd = await withPeople(temporary());
    const text = readFileSync(path.join(cwd, 'people.json'), 'utf8');
    writeFileSync(path.join(cwd, 'cut.json'), text.slice(0, 500));
    writeFileSync(path.join(cwd, 'new.json'), text.replace('"version": 2', '"version": 3'));
    await expect(runClassify(cwd, ['none.json', 'people'])).rejects.toThrow(/no such file.*train-classifier/);
    await expect(runClassify(cwd, ['cut.json', 'people'])).rejects.toMatchObject({ code: 'classifier-file' });
    await expect(runClassify(cwd, ['new.json', 'people'])).rejects.toMatchObject({
      code: 'classifier-version',
    });
  });
});
