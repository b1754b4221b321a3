import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { filesOf } from '../../support/fakes/fake-align.ts';
import { check, writePeople } from '../../support/fakes/fake-dataset-check.ts';
import { createTestIo } from '../../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

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
