import { existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ClusterReport } from '../../../src/pipelines/cluster/cluster-report.ts';
import { PEOPLE, writeGreys } from '../../support/fakes/fake-classifier.ts';
import { runEnrol } from '../../support/fakes/fake-gallery.ts';
import { runCluster, twoFaces } from '../../support/fakes/fake-cluster.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

/** A folder with the images of three people, and one of somebody else. */
async function album(): Promise<string> {
  const cwd = temporary();
  await writeGreys(path.join(cwd, 'crops'), { ...PEOPLE, 'Dan/Dan_0001.png': 160 });
  return cwd;
}

const pictures = (folder: string): Record<string, string[]> =>
  Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [name, readdirSync(path.join(folder, name)).sort()]),
  );

const reportOf = (stdout: string): ClusterReport => JSON.parse(stdout) as ClusterReport;

describe('facekit cluster', () => {
  test('sorts crops by person', async () => {
    const cwd = await album();
    const { exitCode, stdout } = await runCluster(cwd, ['crops'], { output: 'people', evaluate: true });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Groups: 3 with 12 faces/);
    expect(stdout).toMatch(/Unsorted: 1\n/);
    expect(stdout).toMatch(/BCubed {4}F 1\.0000/);
    const names = (person: string): string[] => [1, 2, 3, 4].map((i) => `${person}_000${i}.png`);
    expect(pictures(path.join(cwd, 'people'))).toEqual({
      'person-0001': names('Ann_Example'),
      'person-0002': names('Bob'),
      'person-0003': names('Cleo'),
      unsorted: ['Dan_0001.png'],
    });
    const page = readFileSync(path.join(cwd, 'people', 'index.html'), 'utf8');
    expect(page.match(/<img /g)?.length).toBe(12);
    expect(readdirSync(cwd).sort()).toEqual(['crops', 'people']);
  });

  test('prints one JSON object, and writes nothing without a folder', async () => {
    const cwd = await album();
    const report = reportOf((await runCluster(cwd, ['crops'], { json: true, minFaces: 1 })).stdout);
    expect(report.output).toBeNull();
    expect(report.groups.map(({ faces }) => faces.length)).toEqual([4, 4, 4, 1]);
    // By hand: angles 10, 12, 14 and 16 degrees; squared distances 2 − 2 cos.
    const expected = [2, 4, 6].reduce((sum, angle) => sum + (2 - 2 * Math.cos((angle * Math.PI) / 180)) / 3, 0);
    expect(report.groups[0]?.faces[0]?.distance).toBeCloseTo(expected, 5);
    expect(readdirSync(cwd)).toEqual(['crops']);
  });

  test('never puts two faces of a photograph into one group', async () => {
    const cwd = temporary();
    await writeGreys(cwd, { 'a.png': 10, 'b.png': 11, 'c.png': 12 });
    const { stdout } = await runCluster(
      cwd,
      ['a.png', 'b.png', 'c.png'],
      { detect: true, json: true },
      { detect: twoFaces },
    );
    const { groups } = reportOf(stdout);
    expect(groups.map(({ faces }) => faces.map(({ path: name }) => name).sort())).toEqual([
      ['a.png', 'b.png', 'c.png'],
      ['a.png', 'b.png', 'c.png'],
    ]);
  });

  test('names groups after the people of a gallery whom most of their faces show', async () => {
    const cwd = await album();
    for (const [name, photograph] of [
      ['Ann "A/B" Example', 'crops/Ann_Example/Ann_Example_0002.png'],
      ['Unsorted', 'crops/Cleo/Cleo_0001.png'],
    ] as const)
      expect(await runEnrol(cwd, ['friends', photograph], { name })).toMatchObject({ exitCode: 0 });
    await runCluster(cwd, ['crops'], { output: 'people', nameBy: 'friends' });
    expect(Object.keys(pictures(path.join(cwd, 'people')))).toEqual([
      'Ann _A_B_ Example',
      'Unsorted-2',
      'person-0001',
      'unsorted',
    ]);
  });

  test.each(['hard', 'symbolic'] as const)('makes %s links', async (link) => {
    const cwd = await album();
    await runCluster(cwd, ['crops'], { output: 'people', link });
    const picture = lstatSync(path.join(cwd, 'people/person-0002/Bob_0001.png'));
    if (link === 'hard') expect(picture.ino).toBe(lstatSync(path.join(cwd, 'crops/Bob/Bob_0001.png')).ino);
    else expect(picture.isSymbolicLink()).toBe(true);
  });

  test('tells images without a face, and groups the others', async () => {
    const cwd = await album();
    await writeGreys(cwd, { 'crops/black.png': 0 });
    writeFiles(cwd, { 'crops/broken.jpg': 'no image' });
    const { stdout } = await runCluster(cwd, ['crops'], { json: true, detect: true });
    const { missing, groups } = reportOf(stdout);
    expect(missing).toEqual([
      { path: 'crops/black.png', reason: 'no-face' },
      { path: 'crops/broken.jpg', reason: 'not-an-image' },
    ]);
    expect(groups).toHaveLength(3);
  });

  test('refuses what it cannot do', async () => {
    const cwd = await album();
    await writeGreys(cwd, { 'black/0.png': 0 });
    writeFiles(cwd, { 'full/mine.txt': 'mine' });
    const refused = async (args: string[], flags: Parameters<typeof runCluster>[2]): Promise<unknown> =>
      runCluster(cwd, args, flags).catch((error: unknown) => (error as { code?: unknown }).code);
    expect(await refused(['black'], { detect: true })).toBe('no-faces');
    expect(await refused(['crops'], { output: 'full' })).toBe('output-exists');
    expect(await refused(['crops'], { output: 'a', into: 'b' })).toBe('usage');
    expect(await refused(['crops'], { into: 'full' })).toBe('clusters-not-found');
    expect(await refused(['crops'], { threshold: undefined as never })).toBe('usage');
    expect(readFileSync(path.join(cwd, 'full/mine.txt'), 'utf8')).toBe('mine');
  });

  test('leaves nothing behind when it is interrupted', async () => {
    const cwd = await album();
    const signal = AbortSignal.abort('SIGTERM');
    await expect(runCluster(cwd, ['crops'], { output: 'people' }, { signal })).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(readdirSync(cwd)).toEqual(['crops']);
  });
});

describe('facekit cluster --into', () => {
  async function sorted(): Promise<string> {
    const cwd = await album();
    await runCluster(cwd, ['crops'], { output: 'people' });
    return cwd;
  }

  test('keeps groups under the names that their folders have been given', async () => {
    const cwd = await sorted();
    renameSync(path.join(cwd, 'people/person-0002'), path.join(cwd, 'people/Bob'));
    await writeGreys(cwd, { 'new/bob.png': 101, 'new/dan.png': 161, 'new/Bob_0001.png': 103 });
    const { stdout } = await runCluster(cwd, ['new'], { into: 'people', json: true });
    expect(reportOf(stdout).groups.map(({ name, earlier, faces }) => [name, earlier, faces.length])).toEqual([
      ['Bob', true, 6],
      ['person-0001', true, 4],
      ['person-0003', true, 4],
      ['person-0002', false, 2],
    ]);
    expect(pictures(path.join(cwd, 'people'))).toMatchObject({
      Bob: ['Bob_0001-2.png', 'Bob_0001.png', 'Bob_0002.png', 'Bob_0003.png', 'Bob_0004.png', 'bob.png'],
      'person-0002': ['Dan_0001.png', 'dan.png'],
    });
    expect(readdirSync(cwd).sort()).toEqual(['crops', 'new', 'people']);
  });

  test('keeps what a person has moved or removed, though the originals are gone', async () => {
    const cwd = await sorted();
    const place = (name: string): string => path.join(cwd, 'people', name);
    renameSync(place('person-0003/Cleo_0001.png'), place('person-0001/Cleo_0001.png'));
    rmSync(place('person-0003/Cleo_0002.png'));
    rmSync(path.join(cwd, 'crops'), { recursive: true });
    await writeGreys(cwd, { 'new/bob.png': 101 });
    await runCluster(cwd, ['new'], { into: 'people' });
    expect(pictures(path.join(cwd, 'people'))).toMatchObject({
      'person-0001': [
        'Ann_Example_0001.png',
        'Ann_Example_0002.png',
        'Ann_Example_0003.png',
        'Ann_Example_0004.png',
        'Cleo_0001.png',
      ],
      'person-0003': ['Cleo_0003.png', 'Cleo_0004.png'],
    });
  });

  test('refuses a folder with other files, or with a damaged list', async () => {
    const cwd = await sorted();
    writeFiles(cwd, { 'people/person-0001/notes.txt': 'mine' });
    await expect(runCluster(cwd, ['crops'], { into: 'people' })).rejects.toMatchObject({ code: 'bad-clusters' });
    rmSync(path.join(cwd, 'people/person-0001/notes.txt'));
    const list = path.join(cwd, 'people/clusters.jsonl');
    const text = readFileSync(list, 'utf8');
    for (const damaged of [
      '',
      '{}\n',
      text.slice(0, -3),
      text.replace('"version":1', '"version":2'),
      text.replace('"file":"Bob_0001.png"', '"file":"../x"'),
    ]) {
      writeFiles(cwd, { 'people/clusters.jsonl': damaged });
      await expect(runCluster(cwd, ['crops'], { into: 'people' })).rejects.toMatchObject({ code: 'bad-clusters' });
    }
    expect(existsSync(path.join(cwd, 'people/person-0001/Ann_Example_0001.png'))).toBe(true);
  });
});
