import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createAlignedFolderFinder, isListedCrop } from '../../../src/dataset/aligned-folder.ts';
import { bytesOf, findImageFiles } from '../../../src/dataset/image-files.ts';
import { fakeAlign, filesOf, NO_FACE, ONE_FACE, recordsOf, TWO_FACES } from '../../support/fakes/fake-align.ts';
import { fakeAlignShard, fakeMerge, shardsOf } from '../../support/fakes/fake-shards.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const LONG = `${'long'.repeat(30)}/${'name'.repeat(40)}`;
const PHOTOS = {
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`Ann/${i}.jpg`, i % 3 ? ONE_FACE : TWO_FACES])),
  'Bob/1.jpg': NO_FACE,
  'Bob/2.jpg': 'rubbish',
  [`${LONG}.jpg`]: ONE_FACE,
};

async function inArchives(root: string, count: number): Promise<string> {
  writeFiles(path.join(root, 'in'), PHOTOS);
  const output = path.join(root, 'out');
  for (const shard of shardsOf(count)) await fakeAlignShard(path.join(root, 'in'), output, shard, {}, true);
  return output;
}

/** What the system's tar unpacks. */
function unpacked(output: string, into: string, count: number): Record<string, string> {
  for (let i = 0; i < count; i += 1) {
    const archive = path.join(output, `0000${i}-of-0000${count}.tar`);
    writeFiles(into, {});
    execFileSync('mkdir', ['-p', into]);
    execFileSync('tar', ['-xf', archive, '-C', into]);
  }
  return filesOf(into);
}

describe('crops in archives', () => {
  test('are those of files, with a description each, and nothing is left beside them', async () => {
    const root = temporary();
    const output = await inArchives(root, 3);
    await fakeAlign(path.join(root, 'in'), path.join(root, 'files'));
    const files = Object.entries(filesOf(path.join(root, 'files'))).filter(([name]) => name.endsWith('.png'));
    const found = unpacked(output, path.join(root, 'unpacked'), 3);
    expect(Object.fromEntries(Object.entries(found).filter(([name]) => name.endsWith('.png')))).toEqual(
      Object.fromEntries(files),
    );
    const description = JSON.parse(found['Ann/0.json'] ?? '') as unknown;
    expect(description).toEqual({
      path: 'Ann/0.jpg',
      width: 100,
      height: 80,
      box: [40, 20, 90, 70],
      score: 0.8,
      landmarks: Array(5).fill([65, 45]),
      cropBox: [40, 20, 90, 70],
    });
    expect([existsSync(path.join(output, 'Ann')), existsSync(path.join(output, LONG))]).toEqual([false, false]);
  });

  test('of merged shards are read as crops, each with what the list says of it', async () => {
    const root = temporary();
    const output = await inArchives(root, 2);
    await fakeMerge(output);
    const crops = await findImageFiles([output], '/');
    expect(crops).toHaveLength(13);
    const findFolder = createAlignedFolderFinder();
    for (const crop of crops) {
      expect((await bytesOf(crop)).length).toBe(8 * 8 * 3);
      const folder = await findFolder(crop.file);
      expect(folder?.folder).toBe(output);
      expect(folder && (await isListedCrop(folder, crop.file))).toBe(true);
    }
  });

  test('are the same bytes each time, and a shard that is complete stays', async () => {
    const [one, two] = [temporary(), temporary()];
    const archives = [await inArchives(one, 1), await inArchives(two, 1)].map((output) =>
      readFileSync(path.join(output, '00000-of-00001.tar')).toString('latin1'),
    );
    expect(archives[0]).toBe(archives[1]);
    const again = await fakeAlignShard(path.join(one, 'in'), path.join(one, 'out'), { index: 0, count: 1 }, {}, true);
    expect(again).toMatchObject({ isDone: true, worked: [] });
  });

  test('beside files of another shard are refused', async () => {
    const root = temporary();
    writeFiles(path.join(root, 'in'), PHOTOS);
    const output = path.join(root, 'out');
    await fakeAlignShard(path.join(root, 'in'), output, { index: 0, count: 2 });
    await expect(fakeAlignShard(path.join(root, 'in'), output, { index: 1, count: 2 }, {}, true)).rejects.toMatchObject(
      { code: 'shards-differ' },
    );
    expect(existsSync(path.join(output, 'alignment.jsonl')) ? recordsOf(output) : []).toEqual([]);
  });
});
