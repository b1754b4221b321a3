import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluateDetection } from '../../../src/commands/evaluate-detection/evaluate-detection.ts';
import type { EvaluateDetectionFlags } from '../../../src/commands/evaluate-detection/options.ts';
import type { Face } from '../../../src/core/face.ts';
import type { DetectionReport } from '../../../src/pipelines/evaluate-detection/detection-report.ts';
import { writeGreys } from '../../support/fakes/fake-classifier.ts';
import { createTestIo } from '../../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

/** A face whose score is the grey of its image, as a share of white; another one of half the score where nothing is. */
const detect = ({ data }: { readonly data: Uint8Array }): Promise<Face[]> => {
  const score = (data[0] ?? 0) / 255;
  return Promise.resolve([
    { box: { x1: 5, y1: 5, x2: 25, y2: 25 }, score },
    { box: { x1: 30, y1: 30, x2: 38, y2: 38 }, score: score / 2 },
  ]);
};

/** Three images of two events: two have the face that is found, one has a face elsewhere; a fourth is not there. */
const LIST = [
  ...['e--One/a.jpg', '1', '5 5 20 20 0 0 0 0 0 0'],
  ...['e--One/b.jpg', '1', '5 5 20 20 0 0 0 0 0 0'],
  ...['f--Two/c.jpg', '1', '1 20 12 12 0 0 0 0 0 0'],
  ...['f--Two/away.jpg', '1', '1 20 12 12 0 0 0 0 0 0'],
].join('\n');

async function benchmark(): Promise<string> {
  const cwd = temporary();
  const images = { 'e--One/a.png': 200, 'e--One/b.png': 180, 'f--Two/c.png': 40, 'f--Two/unlisted.png': 9 };
  await writeGreys(path.join(cwd, 'images'), images);
  writeFiles(cwd, { 'list.txt': LIST });
  return cwd;
}

async function run(cwd: string, flags: Partial<EvaluateDetectionFlags> = {}, folder = 'images') {
  const { io, stdout, stderr } = createTestIo({ cwd });
  const defaults = { annotations: 'list.txt', device: 'cpu', autoOrient: true, jobs: 2 } as const;
  const exitCode = await evaluateDetection({ args: [folder] }, { ...defaults, ...flags }, io, () => ({
    detect,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }));
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

const reportOf = async (cwd: string, flags: Partial<EvaluateDetectionFlags> = {}): Promise<DetectionReport> =>
  JSON.parse((await run(cwd, { ...flags, json: true })).stdout) as DetectionReport;

describe('facekit evaluate-detection', () => {
  test('prints the average precision, says that it is one of a part, and writes a page', async () => {
    const cwd = await benchmark();
    const { exitCode, stdout, stderr } = await run(cwd, { report: 'page' });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Images: 3 of 4 that are annotated, 6 detections/);
    // Both faces come before the first false detection: two of three faces at precision 1.
    expect(stdout).toMatch(/all +0\.6667 +of 3 1\.000/);
    expect(stdout).toMatch(/figures of a part \(3 of 4 images\): they are not comparable with published ones/);
    expect(stdout).toMatch(/Speed: [\d.]+ images a second; \d+ ms an image of 0\.00 megapixels in one of 2 threads/);
    expect(stderr).toMatch(/Left out 1 images that the annotations do not list/);
    const page = readFileSync(path.join(cwd, 'page/index.html'), 'utf8');
    expect(page).toMatch(/<svg .*id="precision-title"/s);
    // The face that was missed, and four false detections.
    expect(page.match(/<img src="data:image\/jpeg/g)).toHaveLength(5);
  });

  test('lists the largest misses and the surest false alarms', async () => {
    const { misses, falseAlarms } = await reportOf(await benchmark());
    expect(misses).toEqual([{ path: 'f--Two/c.png', box: { x: 1, y: 20, width: 12, height: 12 } }]);
    expect(falseAlarms.map((alarm) => alarm.path)).toEqual([
      'e--One/a.png',
      'e--One/b.png',
      'f--Two/c.png',
      'f--Two/c.png',
    ]);
  });

  test('gives the same figures of the detections that it has written', async () => {
    const cwd = await benchmark();
    const first = await reportOf(cwd, { writePredictions: 'found' });
    expect(existsSync(path.join(cwd, 'found/e--One/a.txt'))).toBe(true);
    const second = await reportOf(cwd, { predictions: 'found' });
    expect(second.figures).toEqual(first.figures);
    expect([second.detector, second.speed, second.predictions]).toEqual([
      undefined,
      undefined,
      path.join(cwd, 'found'),
    ]);
  });

  test('looks past the folders above those of the annotations', async () => {
    const cwd = await benchmark();
    expect((await run(cwd, {}, '.')).stdout).toMatch(/Images: 3 of 4/);
  });

  test("FDDB's ellipses give both curves", async () => {
    const cwd = await benchmark();
    writeFiles(cwd, { 'ellipses.txt': 'e--One/a\n1\n12 10 1.57 15 15 1\nf--Two/c\n1\n8 7 1.5 6 30 1\n' });
    const { stdout } = await run(cwd, { annotations: 'ellipses.txt' });
    expect(stdout).toMatch(/FDDB, 2 faces: .*\n +false +discrete +continuous\n +3 +0\.5000 +0\.\d{4}\n/);
    const { figures } = await reportOf(cwd, { annotations: 'ellipses.txt' });
    expect(figures).toMatchObject({ protocol: 'fddb', faces: 2 });
  });

  test('an image that cannot be read is told, and its faces are missed', async () => {
    const cwd = await benchmark();
    writeFiles(cwd, { 'images/e--One/a.png': 'no image' });
    const { unreadable, misses } = await reportOf(cwd);
    expect(unreadable).toMatchObject([
      { path: 'e--One/a.png', message: expect.stringMatching(/not that of an image/) },
    ]);
    expect(misses.map((miss) => miss.path)).toEqual(['e--One/a.png', 'f--Two/c.png']);
  });
});

describe('what cannot be evaluated is said in a sentence', () => {
  test('images that are not annotated', async () => {
    const cwd = await benchmark();
    writeFiles(cwd, { 'list.txt': 'g--Other/x.jpg\n0\n0 0 0 0\n' });
    await expect(run(cwd)).rejects.toThrow(/such as g--Other\/x\.jpg, in .* none of them among 4: name the folder/);
  });

  test('annotations that are not there', async () => {
    await expect(run(await benchmark(), { annotations: 'none' })).rejects.toMatchObject({ code: 'file-not-found' });
  });

  test('detections that are read and written', async () => {
    const flags = { predictions: 'a', writePredictions: 'b' };
    await expect(run(await benchmark(), flags)).rejects.toThrow(/one of `predictions` and `writePredictions`/);
  });
});
