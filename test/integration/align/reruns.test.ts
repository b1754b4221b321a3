import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
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
  without,
} from '../../support/fakes/fake-align.ts';
import {
  interruptedAfter,
  journalsOf,
  leaveTracesOfKill,
  renameIn,
  setClockBack,
  undisturbed,
} from '../../support/programs/align-interruptions.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const PHOTOS = {
  'a/1.jpg': ONE_FACE,
  'a/2.jpg': TWO_FACES,
  'a/3.jpg': NO_FACE,
  'b/1.jpg': ONE_FACE,
  'b/2.jpg': 'rubbish',
  'c/1.jpg': TWO_FACES,
};

const folders = (photographs: Record<string, string> = PHOTOS) => foldersIn(temporary(), photographs);

describe('a second run', () => {
  test('skips what is there and keeps what was known', async () => {
    const { input, output } = folders();
    await fakeAlign(input, output);
    const before = recordsOf(output);
    const { worked, summary } = await fakeAlign(input, output);
    expect([...worked].sort()).toEqual(['a/3.jpg', 'b/2.jpg']);
    expect(summary.counts).toEqual({ aligned: 0, skipped: 4, 'no-face': 1, unreadable: 1 });
    expect(recordsOf(output)).toEqual(
      before.map((record) => {
        if (record.status !== 'aligned') return record;
        return { ...record, status: 'skipped', reason: 'exists' };
      }),
    );
    await fakeAlign(input, output);
    expect(recordsOf(output)[1]?.faces).toEqual(before[1]?.faces);
  });

  test('makes a crop again that was deleted, and one of several', async () => {
    const { input, output } = folders();
    const options = { detectMultipleFaces: true };
    await fakeAlign(input, output, { options });
    rmSync(path.join(output, 'a/1_0.png'));
    rmSync(path.join(output, 'c/1_1.png'));
    const { worked } = await fakeAlign(input, output, { options });
    expect(worked).toEqual(expect.arrayContaining(['a/1.jpg', 'c/1.jpg']));
    expect(worked).not.toContain('a/2.jpg');
    expect(Object.keys(filesOf(output))).toContain('c/1_1.png');
  });

  test("takes crops that facekit did not make, such as the Python scripts', as done", async () => {
    const { input, output } = folders();
    writeFiles(output, { 'a/1.png': 'by another program' });
    const { worked } = await fakeAlign(input, output);
    expect(worked).not.toContain('a/1.jpg');
    expect(readFileSync(path.join(output, 'a/1.png'), 'utf8')).toBe('by another program');
    expect(recordsOf(output)[0]).toEqual({
      path: 'a/1.jpg',
      status: 'skipped',
      reason: 'exists',
      width: null,
      height: null,
      faces: [],
    });
  });

  test('keeps records of images that are no longer in the input', async () => {
    const { input, output } = folders();
    await fakeAlign(input, output);
    rmSync(path.join(input, 'a'), { recursive: true });
    await fakeAlign(input, output);
    expect(recordsOf(output).map((record) => record.path)).toEqual(Object.keys(PHOTOS));
  });

  test('--overwrite makes everything again', async () => {
    const { input, output } = folders();
    await fakeAlign(input, output);
    writeFileSync(path.join(output, 'a/1.png'), 'damaged');
    const { worked } = await fakeAlign(input, output, { options: { overwrite: true } });
    expect(worked).toHaveLength(6);
    expect(filesOf(path.join(output, 'a'))['1.png']).not.toBe('damaged');
    expect(recordsOf(output)[0]?.status).toBe('aligned');
  });
});

describe('other settings', () => {
  test('are refused with what differs', async () => {
    const { input, output } = folders();
    await fakeAlign(input, output);
    const before = filesOf(output);
    await expect(fakeAlign(input, output, { options: { margin: 44, imageSize: 9 } })).rejects.toThrow(
      expect.objectContaining({
        code: 'settings-differ',
        message: expect.stringMatching(/imageSize 8, margin 0.*imageSize 9, margin 44.*`overwrite`/) as unknown,
      }),
    );
    expect(filesOf(output)).toEqual(before);
  });

  test('an option that is not given differs from one that is', async () => {
    const { input, output } = folders();
    await fakeAlign(input, output, { options: { detector: { maxFaceSize: 90 } } });
    await expect(fakeAlign(input, output)).rejects.toThrow(/maxFace 90.*maxFace not given/);
    await fakeAlign(input, output, { options: { detector: { maxFaceSize: 90 } } });
  });

  test('with --overwrite replace crops and remove those that are no more', async () => {
    const { input, output } = folders();
    await fakeAlign(input, output);
    const run = { options: { detectMultipleFaces: true, overwrite: true } };
    await fakeAlign(input, output, run);
    const left = Object.keys(filesOf(output)).filter((name) => name.endsWith('.png'));
    expect(left).toEqual(['a/1_0.png', 'a/2_0.png', 'a/2_1.png', 'b/1_0.png', 'c/1_0.png', 'c/1_1.png']);
  });

  test('half replaced, are never mixed: the next run replaces the rest', async () => {
    const { input, output } = folders();
    await fakeAlign(input, output);
    const expected = await undisturbed(input, output, { options: { margin: 20 } });
    await interruptedAfter(2, { input, output }, { options: { margin: 20, overwrite: true } });
    await fakeAlign(input, output, { options: { margin: 20 } });
    const names = ['bounding_boxes.txt', 'revision_info.txt'];
    expect(without(filesOf(output), ...names)).toEqual(without(expected, ...names));
  });
});

describe('an interrupted run', () => {
  test('says how far it came, leaves nothing half-written, and is taken up', async () => {
    const { input, output } = folders();
    const expected = await undisturbed(input, output);
    const first = await interruptedAfter(2, { input, output });
    expect(first).toMatchObject({ interrupted: true, summary: { done: 2, total: 6 } });
    expect(Object.keys(filesOf(output)).filter((name) => name.endsWith('.tmp'))).toEqual([]);

    const second = await fakeAlign(input, output);
    expect([...second.worked].sort()).toEqual(['a/3.jpg', 'b/1.jpg', 'b/2.jpg', 'c/1.jpg']);
    expect(second.summary.counts).toMatchObject({ aligned: 2, skipped: 2 });
    expect(filesOf(output)).toEqual(expected);
  });

  test('that is itself a second attempt hands everything on', async () => {
    const { input, output } = folders();
    const expected = await undisturbed(input, output);
    await interruptedAfter(1, { input, output });
    await interruptedAfter(1, { input, output });
    await interruptedAfter(2, { input, output });
    const last = await fakeAlign(input, output);
    expect(last.worked).not.toContain('a/1.jpg');
    expect(filesOf(output)).toEqual(expected);
  });

  test.each([false, true])(
    'killed at its worst moment: every trace of it is taken care of (several faces: %s)',
    async (detectMultipleFaces) => {
      const { input, output } = folders();
      const run = { options: { detectMultipleFaces } };
      const expected = await undisturbed(input, output, run);
      await interruptedAfter(2, { input, output }, run);
      leaveTracesOfKill(output, detectMultipleFaces);
      const second = await fakeAlign(input, output, run);
      expect(second.worked).toContain('b/1.jpg');
      expect(second.worked).not.toContain('a/1.jpg');
      expect(filesOf(output)).toEqual(expected);
    },
  );

  test.each([
    ['set back by two hours since', 2 * 3600, 2 * 3600],
    ['set back by two hours during it', 2 * 3600, 0],
  ])('killed, and the clock %s: a crop without a record is made again', async (_, began, ended) => {
    const { input, output } = folders();
    const expected = await undisturbed(input, output);
    await interruptedAfter(2, { input, output });
    leaveTracesOfKill(output, false);
    setClockBack(output, { began, ended });
    expect((await fakeAlign(input, output)).worked).toContain('b/1.jpg');
    expect(filesOf(output)).toEqual(expected);
  });

  test('whose crops were deleted since makes them again', async () => {
    const { input, output } = folders();
    const expected = await undisturbed(input, output);
    await interruptedAfter(2, { input, output });
    rmSync(path.join(output, 'a'), { recursive: true });
    await fakeAlign(input, output);
    expect(filesOf(output)).toEqual(expected);
  });

  test('with --overwrite goes on too, but --overwrite does not trust a run without it', async () => {
    const { input, output } = folders();
    const overwrite = { options: { overwrite: true } };
    await interruptedAfter(2, { input, output }, overwrite);
    expect((await fakeAlign(input, output, overwrite)).worked).toHaveLength(4);
    rmSync(output, { recursive: true });
    await interruptedAfter(2, { input, output });
    expect((await fakeAlign(input, output, overwrite)).worked).toHaveLength(6);
  });

  test('of a process that still runs is left alone', async () => {
    const { input, output } = folders();
    await interruptedAfter(2, { input, output });
    const [journal = ''] = journalsOf(output);
    const alive = journal.replace(`-${process.pid}@`, `-${process.ppid}@`).replace(/stopped$/, 'journal');
    renameIn(output, journal, alive);
    await fakeAlign(input, output);
    expect(journalsOf(output)).toEqual([alive]);
    // After an hour without a sign of life the number must have gone to another program.
    const longAgo = new Date(Date.now() - 2 * 3600 * 1000);
    utimesSync(path.join(output, alive), longAgo, longAgo);
    await fakeAlign(input, output);
    expect(journalsOf(output)).toEqual([]);
    expect(recordsOf(output)).toHaveLength(6);
  });
});
