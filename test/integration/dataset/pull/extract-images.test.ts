import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { extractImages } from '../../../../src/dataset/pull/extract-images.ts';
import { writeTgz, type TarEntry } from '../../../support/archives.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();
const { signal } = new AbortController();

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !lstatSync(path.join(folder, name)).isDirectory())
    .sort();

async function extract(entries: readonly TarEntry[]): Promise<{ root: string; count: number }> {
  const root = temporary();
  const archive = writeTgz(path.join(root, 'a.tgz'), entries);
  const count = await extractImages(archive, path.join(root, 'out/images'), { signal });
  return { root, count };
}

/** Leaves the bytes of an archive that the beginning of a long image needs. */
function cutInImage(file: string): void {
  const content = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * i * 31) % 251));
  writeTgz(file, [{ name: 'lfw/Ann/Ann_0001.jpg', content }]);
  truncateSync(file, Math.floor(readFileSync(file).length / 2));
}

const GOOD: TarEntry = { name: 'lfw/Ann/Ann_0001.jpg', content: 'ann' };

describe('extractImages', () => {
  test('writes the images below the top folder, byte for byte', async () => {
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 31) % 256));
    const entries = [
      { name: 'lfw/', type: '5' },
      { name: 'lfw/Ann/', type: '5' },
      { name: 'lfw/Ann/Ann_0001.jpg', content },
      { name: './lfw/Bob Lee/Bob Lee_0001.jpg', content: 'bob' },
    ] as const;
    const { root, count } = await extract(entries);
    expect(count).toBe(2);
    expect(filesBelow(path.join(root, 'out/images'))).toEqual(['Ann/Ann_0001.jpg', 'Bob Lee/Bob Lee_0001.jpg']);
    expect(content.equals(readFileSync(path.join(root, 'out/images/Ann/Ann_0001.jpg')))).toBe(true);
  });

  test.each<[string, TarEntry]>([
    ['a path that leads out', { name: '../evil/x.jpg' }],
    ['a path that leads out further down', { name: 'lfw/../x.jpg' }],
    ['a path from the root', { name: '/lfw/Eve/x.jpg' }],
    ['a path of Windows', { name: 'lfw/Eve/..\\..\\x.jpg' }],
    ['a drive of Windows', { name: 'lfw/C:/x.jpg' }],
    ['a symbolic link', { name: 'lfw/Eve/x.jpg', type: '2', linkTo: '/etc/passwd' }],
    ['a hard link', { name: 'lfw/Eve/x.jpg', type: '1', linkTo: 'lfw/Ann/Ann_0001.jpg' }],
    ['a folder that is a link', { name: 'lfw/Eve', type: '2', linkTo: '..' }],
    ['a file beside the people', { name: 'lfw/pairs_01.txt' }],
    ['a file that is no image', { name: 'lfw/Eve/notes.txt' }],
    ["macOS's own notes", { name: 'lfw/Eve/._Eve_0001.jpg' }],
    ['a deeper file', { name: 'lfw/Eve/more/x.jpg' }],
  ])('passes over %s', async (_, entry) => {
    const { root, count } = await extract([{ content: 'evil', ...entry }, GOOD]);
    expect(count).toBe(1);
    expect(filesBelow(root)).toEqual(['a.tgz', 'out/images/Ann/Ann_0001.jpg']);
  });

  test('a link does not become the folder of an image that follows', async () => {
    const link: TarEntry = { name: 'lfw/Ann', type: '2', linkTo: '../../..' };
    const { root } = await extract([link, GOOD]);
    expect(filesBelow(root)).toEqual(['a.tgz', 'out/images/Ann/Ann_0001.jpg']);
  });

  test.each<[string, (file: string) => void, RegExp]>([
    ['cut off', (file) => truncateSync(file, 100), /unexpected end|truncated/i],
    [
      'cut off in an image',
      (file) => writeFileSync(file, gzipSync(gunzipSync(readFileSync(file)).subarray(0, 514))),
      /truncated/i,
    ],
    ['cut off in the compressed bytes of an image', cutInImage, /unexpected end/i],
    ['no archive', (file) => writeFileSync(file, '<html>'.repeat(200)), /./],
    ['without an image', (file) => writeTgz(file, [{ name: 'lfw/readme.txt' }]), /no image of the form/],
  ])('refuses a file that is %s', async (_, damage, message) => {
    const file = writeTgz(path.join(temporary(), 'a.tgz'), [GOOD]);
    damage(file);
    const refusal = extractImages(file, path.join(temporary(), 'out'), { signal });
    await expect(refusal).rejects.toMatchObject({ name: 'FacekitError', code: 'bad-archive' });
    await expect(refusal).rejects.toThrow(file);
    await expect(refusal).rejects.toThrow(message);
  });

  test('ends when a write fails, and when it is stopped', async () => {
    const file = writeTgz(path.join(temporary(), 'a.tgz'), [GOOD, { ...GOOD, name: 'lfw/Ann/Ann_0002.jpg' }]);
    const full = (): Promise<void> => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await expect(extractImages(file, temporary(), { signal, write: full })).rejects.toMatchObject({
      code: 'disk-full',
    });
    const controller = new AbortController();
    const folder = temporary();
    const stopped = extractImages(file, folder, {
      signal: controller.signal,
      onImage: () => {
        controller.abort('SIGINT');
      },
    });
    await expect(stopped).rejects.toBe('SIGINT');
    expect(existsSync(path.join(folder, 'Ann/Ann_0002.jpg'))).toBe(false);
  });

  test('reads what GNU tar has packed', async () => {
    const root = temporary();
    const long = `${'Very_'.repeat(24)}Long`; // A path above 100 bytes needs an entry of its own.
    writeFiles(root, { 'in/lfw/Ann/Ann_0001.jpg': 'ann', [`in/lfw/${long}/${long}_0001.jpg`]: 'long' });
    try {
      execFileSync('tar', ['-C', path.join(root, 'in'), '-czf', path.join(root, 'a.tgz'), 'lfw']);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      console.log('skipped: there is no tar program here');
      return;
    }
    expect(await extractImages(path.join(root, 'a.tgz'), path.join(root, 'out'), { signal })).toBe(2);
    expect(readFileSync(path.join(root, `out/${long}/${long}_0001.jpg`), 'utf8')).toBe('long');
  });
});
