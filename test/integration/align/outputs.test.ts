import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  fakeAlign,
  filesOf,
  foldersIn,
  NO_FACE,
  ONE_FACE,
  recordsOf,
  TWO_FACES,
} from '../../support/fakes/fake-align.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const inputOf = (photographs: Record<string, string>) => foldersIn(temporary(), photographs);

const pngs = (output: string): string[] => Object.keys(filesOf(output)).filter((name) => name.endsWith('.png'));

describe('what align writes', () => {
  test('class folders, a flat folder and deeper ones, each mirrored', async () => {
    const { input, output } = inputOf({ 'Ann/a.jpg': ONE_FACE, 'b.webp': ONE_FACE, 'x/y/c.PNG': ONE_FACE });
    const { summary } = await fakeAlign(input, output);
    expect(pngs(output)).toEqual(['Ann/a.png', 'b.png', 'x/y/c.png']);
    expect(summary).toMatchObject({
      total: 3,
      counts: { aligned: 3, skipped: 0, 'no-face': 0, unreadable: 0 },
    });
  });

  test('one record an image, in the order of the paths, as documented', async () => {
    const { input, output } = inputOf({
      'b/two.jpg': TWO_FACES,
      'a/none.jpg': NO_FACE,
      'a/bad.jpg': 'rubbish',
    });
    await fakeAlign(input, output);
    // The centre of image and second face are 15 px apart in x and 5 in y: 2500 − 2·250 = 2000 beats 400 − 2·1300.
    expect(readFileSync(path.join(output, 'alignment.jsonl'), 'utf8').split('\n')).toEqual([
      '{"path":"a/bad.jpg","status":"unreadable","reason":"truncated","message":"the text ends too early","width":null,"height":null,"faces":[]}',
      '{"path":"a/none.jpg","status":"no-face","width":100,"height":80,"faces":[]}',
      '{"path":"b/two.jpg","status":"aligned","width":100,"height":80,"faces":[' +
        '{"box":[10,10,30,30],"score":0.99,"landmarks":[[20,20],[20,20],[20,20],[20,20],[20,20]],"selected":false},' +
        '{"box":[40,20,90,70],"score":0.8,"landmarks":[[65,45],[65,45],[65,45],[65,45],[65,45]],"selected":true,"cropBox":[40,20,90,70],"output":"b/two.png"}]}',
      '',
    ]);
  });

  test("the box list has FaceNet's form and order", async () => {
    const { input, output } = inputOf({
      'b/two.jpg': TWO_FACES,
      'a/none.jpg': NO_FACE,
      'a/bad.jpg': 'rubbish',
    });
    await fakeAlign(input, `${output}/`, { options: { margin: 10, randomOrder: true } });
    expect(filesOf(output)['bounding_boxes.txt']).toBe(`${output}/a/none.png\n${output}/b/two.png 35 15 95 75\n`);
    expect(readdirSync(output)).toEqual(expect.arrayContaining([expect.stringMatching(/^bounding_boxes_\d{5}\.txt$/)]));
  });

  test('a name with line breaks keeps its one line in the box list, and itself in the records', async () => {
    const { input, output } = inputOf({ 'Ann\r/a\nb\u2028.jpg': ONE_FACE, 'Bob/c.jpg': ONE_FACE });
    await fakeAlign(input, output);
    expect(filesOf(output)['bounding_boxes.txt']).toBe(
      `${output}/Ann\\u000d/a\\u000ab\\u2028.png 10 10 50 50\n${output}/Bob/c.png 10 10 50 50\n`,
    );
    expect(recordsOf(output).map((record) => record.path)).toEqual(['Ann\r/a\nb\u2028.jpg', 'Bob/c.jpg']);
    expect((await fakeAlign(input, output)).worked).toEqual([]);
  });

  test('images that vanish, become empty or turn into a folder after they were listed are records', async () => {
    const { input, output } = inputOf({ 'a.jpg': ONE_FACE, 'b.jpg': ONE_FACE, 'c.jpg': ONE_FACE, 'd.jpg': ONE_FACE });
    const { summary } = await fakeAlign(input, output, {
      options: { jobs: 1 },
      onImage: ({ path: name }) => {
        if (name !== 'a.jpg') return;
        rmSync(path.join(input, 'b.jpg'));
        writeFileSync(path.join(input, 'c.jpg'), '');
        rmSync(path.join(input, 'd.jpg'));
        mkdirSync(path.join(input, 'd.jpg'));
      },
    });
    expect(summary.counts).toMatchObject({ aligned: 1, unreadable: 3 });
    expect(recordsOf(output).map((record) => record.status)).toEqual([
      'aligned',
      ...Array<string>(3).fill('unreadable'),
    ]);
  });

  test('only the images of a list; the records of other runs stay', async () => {
    const { input, output } = inputOf({ 'Ann/a.jpg': ONE_FACE, 'Ann/b.jpg': ONE_FACE, 'Bob/c.jpg': ONE_FACE });
    await fakeAlign(input, output, { images: [{ path: 'Ann/b.jpg' }] });
    const problem = { reason: 'not-found', message: 'There is no such file.' };
    const { summary } = await fakeAlign(input, output, { images: [{ path: 'Bob/c.jpg' }, { path: 'x.jpg', problem }] });
    expect(summary).toMatchObject({ total: 2, counts: { aligned: 1, unreadable: 1 } });
    expect(pngs(output)).toEqual(['Ann/b.png', 'Bob/c.png']);
    expect(recordsOf(output).map((record) => [record.path, record.status])).toEqual([
      ['Ann/b.jpg', 'aligned'],
      ['Bob/c.jpg', 'aligned'],
      ['x.jpg', 'unreadable'],
    ]);
  });

  test('every face with its number, also a single one', async () => {
    const { input, output } = inputOf({ 'p/two.jpg': TWO_FACES, 'p/one.jpg': ONE_FACE });
    await fakeAlign(input, output, { options: { detectMultipleFaces: true } });
    expect(pngs(output)).toEqual(['p/one_0.png', 'p/two_0.png', 'p/two_1.png']);
    expect(recordsOf(output)[1]?.faces).toMatchObject([
      { selected: true, output: 'p/two_0.png', cropBox: [10, 10, 30, 30] },
      { selected: true, output: 'p/two_1.png', cropBox: [40, 20, 90, 70] },
    ]);
  });

  test.each([
    ['center', '40,20,90,70'],
    ['largest', '40,20,90,70'],
    ['score', '10,10,30,30'],
  ] as const)('--select %s', async (select, corners) => {
    const { input, output } = inputOf({ 'two.jpg': TWO_FACES });
    await fakeAlign(input, output, { options: { select } });
    expect(
      recordsOf(output)[0]
        ?.faces.find(({ selected }) => selected)
        ?.cropBox?.join(),
    ).toBe(corners);
  });

  test('nothing hidden stays behind', async () => {
    const { input, output } = inputOf({ 'a.jpg': ONE_FACE });
    await fakeAlign(input, output);
    expect(Object.keys(filesOf(output))).toEqual([
      'a.png',
      'alignment.json',
      'alignment.jsonl',
      'bounding_boxes.txt',
      'revision_info.txt',
    ]);
  });

  test("revision_info.txt is laid out as FaceNet's", async () => {
    const { input, output } = inputOf({ 'a.jpg': ONE_FACE });
    await fakeAlign(input, output);
    const parts = (filesOf(output)['revision_info.txt'] ?? '').split('\n--------------------\n');
    const titles = parts.slice(0, 6).map((part) => part.split(':')[0]);
    const versions = ['facekit', 'node', 'onnxruntime-node', 'sharp'].map((name) => `${name} version`);
    expect(titles).toEqual(['arguments', ...versions, 'git hash']);
  });
});

describe('names', () => {
  test('outputs that would collide are kept apart and told', async () => {
    const { input, output } = inputOf({ 'p/a.jpg': ONE_FACE, 'p/a.png': TWO_FACES });
    const { summary } = await fakeAlign(input, output);
    expect(pngs(output)).toEqual(['p/a-2.png', 'p/a.png']);
    expect(summary.renamed).toEqual([{ path: 'p/a.png', stem: 'p/a-2', because: 'p/a.jpg' }]);
    expect(recordsOf(output).map(({ faces }) => faces.find(({ selected }) => selected)?.output)).toEqual([
      'p/a.png',
      'p/a-2.png',
    ]);
  });

  test('an image added later that takes the name of another does not get its crop', async () => {
    const { input, output } = inputOf({ 'a.png': ONE_FACE });
    await fakeAlign(input, output);
    writeFiles(input, { 'a.jpg': TWO_FACES });
    const { worked } = await fakeAlign(input, output);
    expect([...worked].sort()).toEqual(['a.jpg', 'a.png']);
    const fresh = inputOf({ 'a.png': ONE_FACE, 'a.jpg': TWO_FACES });
    await fakeAlign(fresh.input, fresh.output);
    expect(pngs(output).map((name) => filesOf(output)[name])).toEqual(
      pngs(fresh.output).map((name) => filesOf(fresh.output)[name]),
    );
  });

  test.each(['a b', `it's "quoted"`, '😀', '张伟', '[x]{y}(z)*!?', '-dash', 'a..b', '$HOME'])(
    '%j as folder and file',
    async (name) => {
      const root = temporary();
      const input = path.join(root, name);
      writeFiles(input, { [`${name}/${name}.jpg`]: ONE_FACE });
      const { summary } = await fakeAlign(input, undefined);
      expect(summary.counts.aligned).toBe(1);
      expect(pngs(`${input}_8`)).toEqual([`${name}/${name}.png`]);
    },
  );

  test('a name that leaves no room for its number is one line', async () => {
    const long = 'x'.repeat(251);
    const { input, output } = inputOf({ [`${long}.jpg`]: ONE_FACE, 'b.jpg': ONE_FACE });
    await fakeAlign(input, output, { options: { detectMultipleFaces: true } });
    expect(recordsOf(output)).toMatchObject([{ status: 'aligned' }, { status: 'unreadable', reason: 'name-too-long' }]);
    expect(Object.keys(filesOf(output)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
