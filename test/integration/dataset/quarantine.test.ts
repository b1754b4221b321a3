import {
  mkdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  appendFileSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { requireOutside } from '../../../src/dataset/quarantine/quarantine.ts';
import { restoreQuarantine } from '../../../src/dataset/quarantine/restore.ts';
import { createFileMover, type MoveFile } from '../../../src/files/move-file.ts';
import { thisProcess } from '../../../src/files/process-id.ts';
import { filesOf } from '../../support/fakes/fake-align.ts';
import { FILES, quarantine, restore, writeDataSet } from '../../support/faces/quarantine.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
const signal = new AbortController().signal;

const setUp = () => writeDataSet(temporary());

const crossDevice = createFileMover(thisProcess('00001'), () =>
  Promise.reject(Object.assign(new Error('cross-device link'), { code: 'EXDEV' })),
);

describe.each([
  ['on one disk', undefined],
  ['between two disks', crossDevice],
])('a quarantine %s', (_, move) => {
  test('mirrors the folders, and restoring leaves everything as it was', async () => {
    const place = setUp();
    utimesSync(path.join(place.root, 'Ann/1.jpg'), 1000, 2000);
    const { moved, left } = await quarantine(place, move);
    expect(moved.map(({ place: to }) => to)).toEqual(['Ann/1.jpg', 'Bob/deep/3.jpg']);
    expect(left).toEqual([]);
    expect(filesOf(place.root)).toEqual({ 'Ann/2.jpg': 'ann 2', 'Bob/4.jpg': 'bob 4' });
    const away = filesOf(place.folder);
    expect(Object.keys(away)).toEqual(['Ann/1.jpg', 'Bob/deep/3.jpg', 'quarantine.jsonl']);
    expect(away['Ann/1.jpg']).toBe('ann 1');

    const { restored, inTheWay, lost } = await restore(place, move);
    expect([restored.length, inTheWay, lost]).toEqual([2, [], []]);
    expect(filesOf(place.root)).toEqual(FILES);
    expect(statSync(path.join(place.root, 'Ann/1.jpg')).mtimeMs).toBe(2_000_000);
    expect(() => statSync(place.folder)).toThrow('ENOENT');
  });

  test('never replaces a file when it restores', async () => {
    const place = setUp();
    await quarantine(place, move);
    writeFiles(place.root, { 'Ann/1.jpg': 'a new one' });
    const { restored, inTheWay } = await restore(place, move);
    expect([restored.length, inTheWay.map(({ path: name }) => name)]).toEqual([1, ['Ann/1.jpg']]);
    expect(filesOf(place.root)['Ann/1.jpg']).toBe('a new one');
    expect(filesOf(place.folder)['Ann/1.jpg']).toBe('ann 1');
    // What was in the way is gone: the same command again.
    unlinkSync(path.join(place.root, 'Ann/1.jpg'));
    expect((await restore(place, move)).restored).toHaveLength(1);
    expect(filesOf(place.root)).toEqual(FILES);
  });

  test('a mover that finds the place taken changes nothing', async () => {
    const { root } = setUp();
    const mover = move ?? createFileMover(thisProcess('00002'));
    await expect(mover(path.join(root, 'Ann/1.jpg'), path.join(root, 'Ann/2.jpg'))).rejects.toMatchObject({
      code: 'output-not-writable',
    });
    expect(filesOf(root)).toEqual(FILES);
  });

  test('a second file of that name gets another', async () => {
    const place = setUp();
    await quarantine(place, move);
    writeFiles(place.root, { 'Ann/1.jpg': 'another' });
    const { moved } = await quarantine(place, move);
    expect(moved.map(({ place: to }) => to)).toEqual(['Ann/1-2.jpg']);
    expect(filesOf(place.folder)['Ann/1.jpg']).toBe('ann 1');
    expect(filesOf(place.folder)['Ann/1-2.jpg']).toBe('another');
  });
});

test('a file that the list names as a folder holds nothing: what was to be in it is lost, the file stays', async () => {
  const { root, folder } = setUp();
  const entry = { root, path: 'Ann/9.jpg', place: 'Ann/a.jpg/9.jpg', problems: ['duplicate'] };
  const list = [{ facekitQuarantine: 1 }, entry].map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFiles(folder, { 'Ann/a.jpg': 'ann a', 'quarantine.jsonl': list });
  const { restored, lost } = await restore({ folder });
  expect([restored, lost]).toEqual([[], [entry]]);
  expect(filesOf(folder)).toEqual({ 'Ann/a.jpg': 'ann a' });
});

describe('a run that is killed', () => {
  const killed = () => Promise.reject(new Error('killed'));

  test('before its first move: nothing is to be restored', async () => {
    const place = setUp();
    await expect(quarantine(place, killed)).rejects.toThrow('killed');
    expect(filesOf(place.root)).toEqual(FILES);
    expect((await restore(place)).restored).toEqual([]);
    expect(filesOf(place.root)).toEqual(FILES);
  });

  test('between the copy and the removal: the copy goes', async () => {
    const place = setUp();
    const copies: MoveFile = (from, to) => {
      mkdirSync(path.dirname(to), { recursive: true });
      writeFileSync(to, readFileSync(from));
      return killed();
    };
    await expect(quarantine(place, copies)).rejects.toThrow('killed');
    expect((await restore(place)).restored).toHaveLength(1);
    expect(filesOf(place.root)).toEqual(FILES);
    expect(filesOf(place.folder)).toEqual({});
  });

  test('while it restores: the same command goes on', async () => {
    const place = setUp();
    await quarantine(place);
    const move = createFileMover(thisProcess('00003'));
    const onlyFirst: MoveFile = (from, to) => (to.includes('Ann') ? move(from, to) : killed());
    await expect(restore(place, onlyFirst)).rejects.toThrow('killed');
    expect((await restore(place)).restored).toHaveLength(1);
    expect(filesOf(place.root)).toEqual(FILES);
  });

  test('in the middle of a line of its list: the line counts as not written', async () => {
    const place = setUp();
    await quarantine(place);
    appendFileSync(path.join(place.folder, 'quarantine.jsonl'), '{"root":"/x","pa');
    await quarantine(place, undefined, [{ path: 'Bob/4.jpg', problems: ['outlier'] }]);
    expect((await restore(place)).restored).toHaveLength(3);
    expect(filesOf(place.root)).toEqual(FILES);
  });
});

describe('a data set that is not in the folder that holds the quarantine', () => {
  test('is restored only where `to` names it', async () => {
    const { root } = setUp();
    const folder = path.join(temporary(), 'away');
    await quarantine({ root, folder });
    const refusal = restore({ folder });
    await expect(refusal).rejects.toMatchObject({ code: 'usage' });
    await expect(refusal).rejects.toThrow(/its list says .*\/set: .* with `to`/);
    expect(Object.keys(filesOf(folder))).toContain('Ann/1.jpg');
    expect((await restoreQuarantine(folder, { to: root, signal })).restored).toHaveLength(2);
    expect(filesOf(root)).toEqual(FILES);
  });

  test('is not taken for one beside it by a symbolic link', async () => {
    const { root } = setUp();
    const base = temporary();
    symlinkSync(root, path.join(base, 'set'));
    const folder = path.join(base, 'away');
    await quarantine({ root: path.join(base, 'set'), folder });
    await expect(restore({ folder })).rejects.toMatchObject({ code: 'usage' });
  });

  test('may lie deeper', async () => {
    const base = temporary();
    const [root, folder] = [path.join(base, 'sets/set'), path.join(base, 'away')];
    writeFiles(root, FILES);
    await quarantine({ root, folder });
    expect((await restore({ folder })).restored).toHaveLength(2);
  });
});

describe('what cannot be moved or restored', () => {
  test('folders and files that are gone stay, links are moved as links', async () => {
    const place = setUp();
    symlinkSync('nowhere', path.join(place.root, 'Ann/link.jpg'));
    const items = ['Ann', 'Ann/none.jpg', 'Ann/link.jpg'].map((name) => ({ path: name, problems: ['unreadable'] }));
    const { moved, left } = await quarantine(place, undefined, items);
    expect(left).toEqual([
      { path: 'Ann', message: 'not a file' },
      { path: 'Ann/none.jpg', message: 'no longer there' },
    ]);
    expect(moved.map(({ path: name }) => name)).toEqual(['Ann/link.jpg']);
    expect((await restore(place)).restored).toHaveLength(1);
  });

  test('a file that is nowhere is told', async () => {
    const place = setUp();
    await quarantine(place);
    unlinkSync(path.join(place.folder, 'Ann/1.jpg'));
    const { restored, lost } = await restore(place);
    expect([restored.length, lost.map(({ path: name }) => name)]).toEqual([1, ['Ann/1.jpg']]);
  });

  test('a stopped run keeps the rest for the next', async () => {
    const place = setUp();
    await quarantine(place);
    expect((await restoreQuarantine(place.folder, { signal: AbortSignal.abort() })).remaining).toBe(2);
    expect((await restore(place)).restored).toHaveLength(2);
  });

  test.each([
    ['no quarantine', undefined, 'no-quarantine'],
    ['a newer list', '{"facekitQuarantine":2}\n', 'bad-quarantine'],
    ['a line that is no entry', '{"facekitQuarantine":1}\nnonsense\n', 'bad-quarantine'],
    [
      'a path out of the data set',
      `{"facekitQuarantine":1}\n${JSON.stringify({ root: '/tmp', path: '../x', place: 'x', problems: [] })}\n`,
      'bad-quarantine',
    ],
    [
      'a place out of the quarantine',
      `{"facekitQuarantine":1}\n${JSON.stringify({ root: '/tmp', path: 'x', place: 'a/../../x', problems: [] })}\n`,
      'bad-quarantine',
    ],
    [
      'problems that are none',
      '{"facekitQuarantine":1}\n{"root":"/tmp","path":"x","place":"x","problems":3}\n',
      'bad-quarantine',
    ],
    [
      'a data set elsewhere',
      `{"facekitQuarantine":1}\n${JSON.stringify({ root: '/nowhere/set', path: 'x', place: 'x', problems: [] })}\n`,
      'usage',
    ],
    [
      'a data set that is gone',
      `{"facekitQuarantine":1}\n${JSON.stringify({ root: path.join(tmpdir(), 'gone/set'), path: 'x', place: 'x', problems: [] })}\n`,
      'dataset-missing',
    ],
  ])('%s', async (_, list, code) => {
    const folder = temporary();
    if (list !== undefined) writeFiles(folder, { 'quarantine.jsonl': list });
    await expect(restore({ folder })).rejects.toMatchObject({ code });
  });

  test.each([
    ['/data/set', false],
    ['/data/set/away', false],
    ['/data/set/..away', false],
    ['/data/set-away', true],
    ['/data/away', true],
  ])('%s as folder for what is in /data/set', (folder, isOutside) => {
    const check = (): void => requireOutside(folder, '/data/set', '--quarantine');
    if (isOutside) expect(check).not.toThrow();
    else expect(check).toThrow('outside /data/set');
  });
});
