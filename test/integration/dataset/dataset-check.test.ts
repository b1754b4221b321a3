import { embedInThisThread } from '../../../src/pipelines/collection/image-workers.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { datasetCheck } from '../../../src/commands/dataset-check/dataset-check.ts';
import type { DatasetCheckFlags } from '../../../src/commands/dataset-check/options.ts';
import { asEmbedding } from '../../../src/core/embedding.ts';
import type { RgbImage } from '../../../src/core/image.ts';
import { encodePng } from '../../../src/image/encode.ts';
import { filesOf } from '../../support/fake-align.ts';
import { faceAt, fakeEmbedder } from '../../support/fake-embed.ts';
import { paint } from '../../support/images.ts';
import { createTestIo } from '../../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

/** Sharp, and its blue says who it is: degrees / 2. `seed` makes pictures that look different. */
const photograph = (angle: number, seed: number): RgbImage =>
  paint(80, 80, (x, y, channel) =>
    channel === 2 ? angle / 2 : ((x >> 3) * (seed * 7 + 1) * 37 + (y >> 3) * (seed * 5 + 3) * 53 + (x ^ y)) % 251,
  );

/** No face on a picture of one colour; a second face where the first pixel is white. */
const detect = ({ data, width }: RgbImage) => {
  if (data.every((value, i) => value === data[i % 3])) return Promise.resolve([]);
  const face = faceAt(10, 10, 70, 70, 0.99);
  return Promise.resolve(width === 81 ? [face, faceAt(0, 0, 60, 60, 0.95)] : [face]);
};

/** The point on a circle that the blue of the middle of a face says. */
const embedder = () => ({
  ...fakeEmbedder(),
  dimension: () => 2,
  embed: (faces: readonly RgbImage[]) =>
    Promise.resolve(
      faces.map(({ data, width }) => {
        const radians = ((data[(2 * width + 2) * 3 + 2] ?? NaN) * 2 * Math.PI) / 180;
        return asEmbedding(Float32Array.of(Math.cos(radians), Math.sin(radians)));
      }),
    ),
});

const FLAGS: DatasetCheckFlags = {
  device: 'cpu',
  select: 'center',
  smallFace: 40,
  minSharpness: 6,
  otherFace: 0.6,
  duplicateBits: 4,
  duplicateDistance: 0.05,
  threshold: 1,
  minNrofImagesPerClass: 2,
  enoughImages: 3,
  batchSize: 4,
  quiet: true,
};

async function check(cwd: string, flags: Partial<DatasetCheckFlags> = {}, signal = new AbortController().signal) {
  const { io, stdout, stderr } = createTestIo({ cwd, signal });
  const tools = () => ({
    detect,
    openEmbedder: () => Promise.resolve(embedInThisThread(embedder(), detect)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  const exitCode = await datasetCheck({ args: ['people'] }, { ...FLAGS, ...flags }, io, tools);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

/** Two people, a copy, a wrong label, a file that is no image, a wall, a group, and an empty folder. */
async function writePeople(cwd: string): Promise<void> {
  const png = (angle: number, seed: number) => encodePng(photograph(angle, seed));
  const narrow = photograph(30, 9).data;
  const wide = paint(81, 80, (x, y, channel) => narrow[(y * 80 + Math.min(x, 79)) * 3 + channel] ?? 0);
  writeFiles(path.join(cwd, 'people'), {
    'Ann/1.png': await png(0, 1),
    'Ann/2.png': await png(10, 2),
    'Ann/3.png': await png(20, 3),
    'Ann/copy.png': await png(10, 2),
    'Ann/group.png': await encodePng(wide),
    'Bob/1.png': await png(180, 4),
    'Bob/2.png': await png(190, 5),
    'Bob/3.png': await png(200, 6),
    'Bob/ann.png': await png(14, 7),
    'Bob/page.jpg': '<html>',
    'Bob/wall.png': await encodePng(paint(80, 80, () => 90)),
    'Nobody/notes.txt': 'later',
  });
}

const LINES = [
  'Ann/copy.png  duplicate  same photograph as Ann/2.png (0 of 64 bits differ, faces 0.00 apart)',
  'Ann/group.png  several-faces  2 faces: beside that of 60 pixels one of 60 pixels',
  'Bob/ann.png  mislabelled  looks like Ann (0.14), not like the others of Bob (1.99)',
  'Bob/page.jpg  unreadable  not-an-image: its content is not that of an image file',
  'Bob/wall.png  no-face  none found in 80×80 pixels',
];

describe('dataset check', () => {
  test('prints a line for each problem, and changes nothing', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    const before = filesOf(cwd);
    const { exitCode, stdout, stderr } = await check(cwd);
    expect(
      stdout
        .replace(
          /looks like Ann \([\d.]+\), not like the others of Bob \([\d.]+\)/,
          'looks like Ann (0.14), not like the others of Bob (1.99)',
        )
        .split('\n'),
    ).toEqual([...LINES, '', 'Nobody/  empty-class  no image', '']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(filesOf(cwd)).toEqual(before);
  });

  test('counts, totals, and no colour where there is no terminal', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    const { stdout } = await check(cwd, { quiet: false });
    expect(stdout).toMatch(/^unreadable +1 {2}copy or download it again/);
    expect(stdout).toContain('\nImages: 11 in 3 classes, 5 with problems\nClasses: 1 problem, 0 notes\n');
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b/);
  });

  test('strict fails when something was found, JSON has all of it', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    const { exitCode, stdout } = await check(cwd, { strict: true, json: true });
    const { counts, problems, classProblems, kind, limits, quarantine, total } = JSON.parse(stdout) as Record<
      string,
      unknown
    >;
    expect({ exitCode, counts, kind, quarantine, total }).toEqual({
      exitCode: 1,
      counts: { unreadable: 1, 'no-face': 1, 'several-faces': 1, duplicate: 1, mislabelled: 1 },
      kind: 'photographs',
      quarantine: null,
      total: 11,
    });
    expect(problems).toContainEqual(
      expect.objectContaining({ path: 'Bob/ann.png', problem: 'mislabelled', nearer: 'Ann' }),
    );
    expect(classProblems).toEqual([
      { className: 'Nobody', problem: 'empty-class', severity: 'error', detail: 'no image' },
    ]);
    expect(limits).toMatchObject({ samePerson: 1, duplicateBits: 4 });
  });

  test('moves what is asked for, and says how it comes back', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    const before = Object.keys(filesOf(path.join(cwd, 'people')));
    const { exitCode, stderr } = await check(cwd, { quarantine: 'away', problems: ['duplicate', 'no-face'] });
    const away = path.join(cwd, 'away');
    expect(Object.keys(filesOf(away))).toEqual(['Ann/copy.png', 'Bob/wall.png', 'quarantine.jsonl']);
    expect(stderr).toBe(`Moved to ${away}: 2 files; facekit dataset restore ${away} puts them back.\n`);
    expect(exitCode).toBe(0);
    const { datasetRestore } = await import('../../../src/commands/dataset-restore/dataset-restore.ts');
    const { io, stdout } = createTestIo({ cwd });
    expect(await datasetRestore({ args: ['away'] }, {}, io)).toBe(0);
    expect(stdout()).toBe('Put back: 2 files\n');
    expect(Object.keys(filesOf(path.join(cwd, 'people')))).toEqual(before);
  });

  test('writes a page with the faces by problem', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    await check(cwd, { report: 'page' });
    const page = readFileSync(path.join(cwd, 'page/index.html'), 'utf8');
    for (const id of ['unreadable', 'no-face', 'several-faces', 'duplicate', 'mislabelled'])
      expect(page).toContain(`<section id="${id}">`);
    // Wall, group, copy with its twin, and the wrong one with a face of both classes.
    expect(page.match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(7);
    expect(page.match(/class="gone"/g)).toHaveLength(1);
    expect(page).not.toMatch(/(src|href)="(?!data:|#)/);
  });

  test('crops have no size, no several faces and need no detector', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    writeFiles(cwd, { 'people/alignment.json': '{"imageSize":80,"alignment":"box","margin":32}' });
    const { stdout } = await check(cwd, { json: true, minSharpness: 0, smallFace: 1000 });
    const { kind, counts } = JSON.parse(stdout) as { kind: string; counts: Record<string, number> };
    expect(kind).toBe('crops');
    expect(Object.keys(counts)).not.toContain('several-faces');
    expect(Object.keys(counts)).not.toContain('small-face');
  });

  test.each([
    ['--problems without --quarantine', { problems: ['blurred'] }, /`quarantine` with `problems`/],
    ['a quarantine inside', { quarantine: 'people/away' }, /outside .*people for `quarantine`/],
    ['a report inside', { report: 'people' }, /outside .*people for `report`/],
  ] as const)('refuses %s', async (_, flags, message) => {
    const cwd = temporary();
    await writePeople(cwd);
    await expect(check(cwd, flags)).rejects.toThrow(message);
  });

  test('stopped, it moves nothing', async () => {
    const cwd = temporary();
    await writePeople(cwd);
    const before = filesOf(cwd);
    await expect(check(cwd, { quarantine: 'away' }, AbortSignal.abort('SIGINT'))).rejects.toMatchObject({
      code: 'interrupted',
      data: { reason: 'SIGINT' },
    });
    expect(filesOf(cwd)).toEqual(before);
  });
});
