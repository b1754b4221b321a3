import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { formatProcessId, thisProcess } from '../../../src/files/process-id.ts';
import { PROJECT, startCli } from '../../support/cli.ts';
import { recordsOf } from '../../support/fakes/fake-align.ts';
import { fileOf, patterned } from '../../support/images.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const PORTRAIT = path.join(PROJECT, 'datasets/sample/Eileen_Collins/Eileen_Collins_0001.jpg');

/** Portraits, images too small for a face, and one that is none. */
async function makeInput(folder: string): Promise<void> {
  const png = await fileOf(patterned(30, 30), (pipeline) => pipeline.png());
  const small = Array.from({ length: 20 }, (_, i) => [`Small/${i}.png`, png] as const);
  writeFiles(folder, { ...Object.fromEntries(small), 'Small/rubbish.jpg': 'no image' });
  mkdirSync(path.join(folder, 'Portraits'));
  for (const name of ['a', 'b', 'c']) copyFileSync(PORTRAIT, path.join(folder, `Portraits/${name}.jpg`));
}

/** The crops in all lists of boxes, relative to the folder. */
const listedCrops = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /^bounding_boxes_\d{5}\.txt$/.test(name))
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => path.relative(folder, line.replace(/( \d+){4}$/, '')));

const expectedCrops = (folder: string): string[] =>
  recordsOf(folder)
    .filter(({ status }) => status !== 'unreadable')
    .map(({ path: image }) => image.replace(/\.[^.]+$/, '.png'));

test.each([[[]], [['--overwrite']]])(
  'four processes that align into one folder at once list each image once %j',
  async (more) => {
    const root = temporary();
    const [input, folder] = [path.join(root, 'in'), path.join(root, 'crops')];
    await makeInput(input);
    mkdirSync(folder);
    // This process takes part without doing anything, so that a slow machine cannot run the four one after the other.
    const journal = path.join(folder, `.alignment-${formatProcessId(thisProcess('10000'))}.journal`);
    writeFileSync(journal, '');
    const args = ['align', input, folder, '--min-face', '60', '--jobs', '1', '--quiet', ...more];
    const results = await Promise.all(Array.from({ length: 4 }, () => startCli(args).result));
    expect(results).toEqual(Array(4).fill({ exitCode: 0, signal: null, stdout: '', stderr: expect.any(String) }));
    expect(recordsOf(folder)).toHaveLength(24);
    expect(listedCrops(folder).sort()).toEqual(expectedCrops(folder).sort());
    rmSync(journal);
  },
  120_000,
);
