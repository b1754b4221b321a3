import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { fakeAlign, filesOf, ONE_FACE, recordsOf } from '../../support/fakes/fake-align.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

let root: string;
let input: string;
let output: string;
beforeEach(async () => {
  root = temporary();
  [input, output] = [path.join(root, 'in'), path.join(root, 'out')];
  writeFiles(input, { 'a/1.jpg': ONE_FACE, 'a/2.jpg': ONE_FACE });
  writeFiles(root, { 'victim.png': 'precious', 'victim.txt': 'precious' });
  await fakeAlign(input, output);
});

const list = (): string => path.join(output, 'alignment.jsonl');

/** Adds a face to the record of the first image, as `shared/cases/poisoned-alignment` does. */
function addFace(face: object): void {
  const [first, ...others] = recordsOf(output);
  const [known] = first?.faces ?? [];
  const poisoned = { ...first, faces: [known, { ...known, ...face }] };
  writeFileSync(list(), [poisoned, ...others].map((record) => `${JSON.stringify(record)}\n`).join(''));
}

/** Everything below the root, but the output folder's own files of a run. */
const files = (): Record<string, string> => filesOf(root);

/** A run that is refused, and has changed nothing. */
async function expectRefused(overwrite: boolean, error: object): Promise<void> {
  const before = files();
  await expect(fakeAlign(input, output, { options: { overwrite } })).rejects.toMatchObject(error);
  const after = files();
  expect(Object.keys(after).filter((name) => !name.endsWith('.stopped'))).toEqual(Object.keys(before));
  expect([after['victim.png'], after['victim.txt']]).toEqual(['precious', 'precious']);
}

test.each([
  ['a poisoned record', false],
  ['a poisoned record, made again', true],
])('%s removes nothing outside', async (_, overwrite) => {
  addFace({ output: '../victim.png' });
  await expectRefused(overwrite, {
    code: 'alignment-damaged',
    message: expect.stringMatching(/^Expected .* line 1 of .*jsonl but faces\[1\]\.output is/),
  });
});

test('nor does a plain run that goes on replacing', async () => {
  const settings = path.join(output, 'alignment.json');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('{', '{ "replacing": true,'));
  addFace({ output: '../victim.txt' });
  await expectRefused(false, { code: 'alignment-damaged' });
});

test.each([
  ['no JSON', 'rubbish\n'],
  ['a line cut off', '{"path":"a/1.jpg","stat'],
])('a list of records with something else is refused: %s', async (_, text) => {
  writeFileSync(list(), text);
  await expectRefused(false, { code: 'alignment-damaged' });
});

test.each([
  ['no JSON', '{'],
  ['a word for a truth', '{"replacing":"yes"}'],
  ['a list', '[1]'],
  ['a margin without end', `{"imageSize":8,"margin":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
])('settings with something else are refused: %s', async (_, text) => {
  writeFileSync(path.join(output, 'alignment.json'), text);
  await expectRefused(true, { code: 'alignment-damaged' });
});

test('a journal with a crop outside is not taken over', async () => {
  const [record] = recordsOf(output);
  const [face] = record?.faces ?? [];
  const settings = JSON.parse(readFileSync(path.join(output, 'alignment.json'), 'utf8')) as { facekit?: string };
  delete settings.facekit;
  const header = { settings: JSON.stringify(settings), overwrite: true, started: 0 };
  const line = { ...record, faces: [face, { ...face, output: '../victim.png' }] };
  const journal = `.alignment-12345-${2 ** 22 + 1}@nowhere.journal`;
  writeFileSync(path.join(output, journal), [header, line, ''].map((each) => each && JSON.stringify(each)).join('\n'));
  const { worked } = await fakeAlign(input, output, { options: { overwrite: true } });
  expect(worked).toContain('a/1.jpg');
  expect(files()['victim.png']).toBe('precious');
});

describe('a link inside the output folder', () => {
  test('that leads out is refused before anything is written', async () => {
    mkdirSync(path.join(root, 'elsewhere'));
    writeFiles(input, { 'b/1.jpg': ONE_FACE });
    symlinkSync(path.join(root, 'elsewhere'), path.join(output, 'b'));
    await expectRefused(true, { code: 'leads-outside', message: expect.stringMatching(/out\/b.*elsewhere/) });
  });

  test('that leads to another folder of the output is followed', async () => {
    writeFiles(input, { 'b/3.jpg': ONE_FACE });
    symlinkSync('a', path.join(output, 'b'));
    await fakeAlign(input, output);
    expect(Object.keys(files())).toContain('out/a/3.png');
  });

  test('nothing is removed through it', async () => {
    mkdirSync(path.join(root, 'elsewhere'));
    writeFiles(root, { 'elsewhere/9.png': 'precious' });
    symlinkSync(path.join(root, 'elsewhere'), path.join(output, 'out'));
    addFace({ output: 'out/9.png' });
    await expect(fakeAlign(input, output, { options: { overwrite: true } })).rejects.toMatchObject({
      code: 'leads-outside',
    });
    expect(readFileSync(path.join(root, 'elsewhere/9.png'), 'utf8')).toBe('precious');
  });
});
