import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { AlignmentRecord } from '../../../src/dataset/alignment-record.ts';
import { planOutputs } from '../../../src/dataset/output-plan.ts';
import { alignmentSettings } from '../../../src/pipelines/align/align-settings.ts';
import { FACENET_CROPS } from '../../../src/pipelines/collection/crop-settings.ts';
import { OutputFolder } from '../../../src/pipelines/align/output-folder.ts';
import { fakeAlign, NO_FACE, ONE_FACE, recordsOf } from '../../support/fakes/fake-align.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const IMAGES = ['a/face.jpg', 'a/none.jpg', 'b/face.jpg', 'b/none.jpg', 'c/rubbish.jpg'];
const LISTED = ['a/face.png 1 2 33 44', 'a/none.png', 'b/face.png 1 2 33 44', 'b/none.png'];

/** A run of a machine of its own, so that nobody takes it for one that has ended; but for one of the same machine with another key. */
const join = (folder: string, host: string, { overwrite = false, key = `1000${host}` } = {}): Promise<OutputFolder> =>
  OutputFolder.open({
    folder,
    named: `crops-of-${host}`,
    self: { key, pid: 1, host },
    settings: alignmentSettings(FACENET_CROPS),
    overwrite,
    plan: planOutputs(IMAGES),
    revision: '',
  });

/** What became of an image, with its crop on the disk. */
function record(folder: string, image: string): AlignmentRecord {
  const known = { path: image, width: 90, height: 80, faces: [] };
  if (image.includes('rubbish')) return { ...known, status: 'unreadable', reason: 'truncated' };
  if (image.includes('none')) return { ...known, status: 'no-face' };
  const output = image.replace('.jpg', '.png');
  writeFiles(folder, { [output]: 'a crop' });
  const box = [1, 2, 33, 44] as const;
  return {
    ...known,
    status: 'aligned',
    faces: [{ box, score: 1, landmarks: [], selected: true, cropBox: box, output }],
  };
}

/** Two runs that take an image at the same time both work on it. */
async function work(folder: string, runs: readonly OutputFolder[], images: readonly string[] = IMAGES): Promise<void> {
  for (const image of images) for (const run of runs) await run.record(record(folder, image));
}

async function finish(run: OutputFolder): Promise<void> {
  await run.finish();
  await run.close();
}

const boxLists = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /^bounding_boxes_\d{5}\.txt$/.test(name));

/** The lines of all lists of boxes, without the folder as each run named it. */
const listed = (folder: string): string[] =>
  boxLists(folder)
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => line.replace(/^crops-of-\d\//, ''))
    .sort();

const hidden = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.'));

test.each([false, true])(
  'two calls of one process align into one folder at once (overwrite: %s)',
  async (overwrite) => {
    const root = temporary();
    const [input, output] = [path.join(root, 'in'), path.join(root, 'crops')];
    const names = Array.from({ length: 12 }, (_, i) => `${i % 2 === 0 ? 'face' : 'none'}/${i}.jpg`);
    writeFiles(input, Object.fromEntries(names.map((name) => [name, name.startsWith('face') ? ONE_FACE : NO_FACE])));
    if (overwrite) {
      await fakeAlign(input, output);
      for (const name of hidden(output)) rmSync(path.join(output, name));
      for (const name of boxLists(output)) rmSync(path.join(output, name));
    }
    // Each waits for the other, so that neither is done before the other has begun.
    let release = (): void => undefined;
    const bothWork = new Promise<void>((resolve) => {
      release = resolve;
    });
    let at = 0;
    const onImage = () => {
      at += 1;
      if (at === 2) release();
      return bothWork;
    };
    const run = { options: { overwrite, jobs: 1 }, onImage };
    const outcomes = await Promise.all([fakeAlign(input, output, run), fakeAlign(input, output, run)]);
    expect(outcomes.map(({ interrupted }) => interrupted)).toEqual([false, false]);
    expect(recordsOf(output)).toHaveLength(12);
    expect(listed(output).map((line) => path.relative(output, line).replace(/ .*/, ''))).toEqual(
      names.map((name) => name.replace('.jpg', '.png')).sort(),
    );
    expect(hidden(output)).toEqual([]);
  },
);

/** Every image is listed once, and nothing is left of the runs. */
function expectAllListed(folder: string): void {
  expect(listed(folder)).toEqual(LISTED);
  expect(hidden(folder)).toEqual([]);
}

describe('runs that work in one folder at the same time', () => {
  test.each([
    ['new', false, 1],
    ['done before', false, 2],
    ['made again', true, 2],
  ])('list each image once (crops that are %s)', async (_, overwrite, times) => {
    const folder = path.join(temporary(), 'crops');
    if (times > 1) {
      const before = await join(folder, '9');
      await work(folder, [before]);
      await finish(before);
    }
    const runs = [];
    for (const host of ['1', '2', '3', '4']) runs.push(await join(folder, host, { overwrite }));
    await work(folder, runs);
    for (const run of runs.toReversed()) await finish(run);
    expect(listed(folder)).toEqual(Array.from(LISTED, (line) => Array<string>(times).fill(line)).flat());
    expect(hidden(folder)).toEqual([]);
  });

  test('list what each did alone, and what it did with one that had ended when another began', async () => {
    const folder = temporary();
    const [first, second] = [await join(folder, '1'), await join(folder, '2')];
    await work(folder, [first], ['a/face.jpg', 'a/none.jpg']);
    await finish(first);
    const third = await join(folder, '3');
    await work(folder, [second, third], ['a/none.jpg', 'b/none.jpg']);
    await work(folder, [third], ['b/face.jpg', 'c/rubbish.jpg']);
    await finish(third);
    await finish(second);
    expectAllListed(folder);
  });

  test('leave to the next run what one of them was stopped in, but for what the others list', async () => {
    const folder = temporary();
    const [first, stopped] = [await join(folder, '1'), await join(folder, '2')];
    await work(folder, [first, stopped], ['a/face.jpg', 'a/none.jpg']);
    await work(folder, [stopped], ['b/none.jpg']);
    await stopped.close();
    await finish(first);
    const next = await join(folder, '2', { key: '30000' });
    await work(folder, [next], ['b/face.jpg', 'c/rubbish.jpg']);
    await finish(next);
    expectAllListed(folder);
  });

  test('that came to an end long ago leave what is made again to the new list', async () => {
    const folder = temporary();
    const [first, stopped] = [await join(folder, '1'), await join(folder, '2')];
    await work(folder, [first]);
    await stopped.close();
    await finish(first);
    const again = await join(folder, '2', { key: '30000', overwrite: true });
    await work(folder, [again]);
    await finish(again);
    expect(listed(folder)).toEqual(LISTED.flatMap((line) => [line, line]));
    expect(hidden(folder)).toEqual([]);
  });
});
