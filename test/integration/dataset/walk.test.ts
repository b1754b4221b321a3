import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { walkImages } from '../../../src/dataset/walk.ts';
import { holdsClassFolders, readClassFolders } from '../../../src/dataset/class-folders.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

function folderOf(...names: string[]): string {
  const folder = path.join(temporary(), 'in [x]{y}(z)*!?');
  writeFiles(folder, Object.fromEntries(names.map((name) => [name, 'x'])));
  return folder;
}

const pathsIn = async (folder: string): Promise<string[]> =>
  (await walkImages(folder)).images.map((image) => image.path);

describe('walkImages', () => {
  test('lists flat, class and deeper folders by code units', async () => {
    const folder = folderOf('b/2.jpg', 'b/10.jpg', 'a/z/1.png', 'a b/1.webp', 'Z.gif', 'ä/1.TIFF', 'a/1.JPEG');
    expect(await pathsIn(folder)).toEqual([
      'Z.gif',
      'a b/1.webp',
      'a/1.JPEG',
      'a/z/1.png',
      'b/10.jpg',
      'b/2.jpg',
      'ä/1.TIFF',
    ]);
  });

  test('counts what is no image, and passes over hidden files', async () => {
    const folder = folderOf(
      'a/1.jpg',
      'a/Thumbs.db',
      'a/notes.txt',
      'a/.DS_Store',
      '.git/x.jpg',
      'a/.hidden.jpg',
      'a/jpg',
    );
    expect(await walkImages(folder)).toEqual({
      images: [{ path: 'a/1.jpg' }],
      folders: ['a'],
      ignored: ['a/Thumbs.db', 'a/jpg', 'a/notes.txt'],
    });
  });

  test.each(['\r', '\n', '\r\n', '\u2028', '\u2029', '\u0085', '\t', '\\'])(
    'reads folders and files whose names hold %j',
    async (odd) => {
      const folder = folderOf(`Ann${odd}/1.jpg`, `Bob/a${odd}b.png`, `${odd}/x${odd}.jpg`);
      const { images, folders } = await walkImages(folder);
      expect(images.map((image) => image.path)).toEqual(
        [`Ann${odd}/1.jpg`, `Bob/a${odd}b.png`, `${odd}/x${odd}.jpg`].sort(),
      );
      expect(folders).toEqual([`Ann${odd}`, 'Bob', odd].sort());
    },
  );

  test('tells images by what they begin with where the name does not say it', async () => {
    const folder = path.join(temporary(), 'in');
    const beginnings = {
      'a/IMG_0001': '\xff\xd8\xff\xe0',
      'a/scan.dat': 'P5\n# scanner\n92 112\n255\n',
      'a/page.html': '<html>',
      'a/P2 report': 'P2 was 2019 a good year',
      'b/2.orig': '\x89PNG\r\n\x1a\n',
      'b/3.jpg~': '',
    };
    const bytes = Object.entries(beginnings).map(([name, text]) => [name, Buffer.from(text, 'latin1')]);
    writeFiles(folder, Object.fromEntries(bytes) as Record<string, Buffer>);
    symlinkSync('../a/IMG_0001', path.join(folder, 'b/link'));
    expect(await walkImages(folder)).toEqual({
      images: [{ path: 'a/IMG_0001' }, { path: 'a/scan.dat' }, { path: 'b/2.orig' }, { path: 'b/link' }],
      folders: ['a', 'b'],
      ignored: ['a/P2 report', 'a/page.html', 'b/3.jpg~'],
    });
  });

  test('lists what is no file with the reason', async () => {
    const folder = folderOf('a/3.jpg/inside.jpg');
    symlinkSync('nowhere', path.join(folder, 'a/4.jpg'));
    symlinkSync('3.jpg', path.join(folder, 'a/5.jpg'));
    const { images } = await walkImages(folder);
    expect(images.map((image) => [image.path, image.problem?.reason])).toEqual([
      ['a/3.jpg', 'is-folder'],
      ['a/4.jpg', 'broken-link'],
      ['a/5.jpg', 'is-folder'],
    ]);
  });

  test('follows links to files and folders, but not in circles', async () => {
    const folder = folderOf('a/1.jpg');
    const elsewhere = folderOf('2.jpg');
    symlinkSync('1.jpg', path.join(folder, 'a/link.jpg'));
    symlinkSync(elsewhere, path.join(folder, 'b'));
    symlinkSync('..', path.join(folder, 'a/up'));
    symlinkSync(folder, path.join(elsewhere, 'back'));
    symlinkSync('.', path.join(elsewhere, 'self'));
    expect(await pathsIn(folder)).toEqual(['a/1.jpg', 'a/link.jpg', 'b/2.jpg']);
  });

  test('passes over links to the folders above, up to the root, and counts them', async () => {
    const folder = folderOf('a/b/1.jpg');
    symlinkSync('..', path.join(folder, 'a/b/up'));
    symlinkSync('../b', path.join(folder, 'a/b/itself'));
    symlinkSync('/', path.join(folder, 'a/root'));
    symlinkSync(path.dirname(folder), path.join(folder, 'a/above'));
    expect(await walkImages(folder)).toMatchObject({
      images: [{ path: 'a/b/1.jpg' }],
      ignored: ['a/above', 'a/b/itself', 'a/b/up', 'a/root'],
    });
  });

  test('pipes, devices and links to them are no images', async () => {
    const folder = folderOf('1.jpg');
    execFileSync('mkfifo', [path.join(folder, '2.jpg')]);
    symlinkSync('2.jpg', path.join(folder, '3.jpg'));
    symlinkSync('/dev/zero', path.join(folder, '4.jpg'));
    symlinkSync('/dev/zero', path.join(folder, 'zero'));
    const { images, ignored } = await walkImages(folder);
    expect(images.map((image) => [image.path, image.problem?.reason])).toEqual([
      ['1.jpg', undefined],
      ['2.jpg', 'not-a-file'],
      ['3.jpg', 'not-a-file'],
      ['4.jpg', 'not-a-file'],
    ]);
    expect(ignored).toEqual(['zero']);
  });

  test('ends when it is asked to, in the middle of a walk', async () => {
    const folder = folderOf(...Array.from({ length: 300 }, (_, i) => `${i}/${i}.jpg`));
    const controller = new AbortController();
    setImmediate(() => {
      controller.abort('SIGTERM');
    });
    await expect(walkImages(folder, controller.signal)).rejects.toMatchObject({
      code: 'interrupted',
      data: { reason: 'SIGTERM' },
    });
  });

  test('goes through a link to a folder twice when two links lead there', async () => {
    const folder = folderOf('a/1.jpg');
    symlinkSync('a', path.join(folder, 'b'));
    expect(await pathsIn(folder)).toEqual(['a/1.jpg', 'b/1.jpg']);
  });

  test.each<[string, (folder: string) => string, string]>([
    ['is missing', (folder) => path.join(folder, 'nope'), 'input-not-found'],
    ['is a file', (folder) => path.join(folder, 'a.txt'), 'not-a-folder'],
    ['has no images', (folder) => folder, 'no-images'],
  ])('refuses an input that %s', async (_, pick, code) => {
    const folder = folderOf('a.txt');
    mkdirSync(path.join(folder, 'empty'));
    await expect(walkImages(pick(folder))).rejects.toMatchObject({ code });
  });
});

describe('readClassFolders', () => {
  test('a link to a folder is a class, with images and without', async () => {
    const folder = folderOf('a/1.jpg', 'none/notes.txt');
    const elsewhere = folderOf('2.jpg');
    symlinkSync(elsewhere, path.join(folder, 'b'));
    symlinkSync('none', path.join(folder, 'c'));
    symlinkSync('nowhere', path.join(folder, 'd'));
    symlinkSync('.', path.join(folder, 'e'));
    const { images, empty } = await readClassFolders(folder);
    expect(images.map(({ path: name, className }) => [name, className])).toEqual([
      ['a/1.jpg', 'a'],
      ['b/2.jpg', 'b'],
    ]);
    expect(empty).toEqual(['c', 'none']);
  });

  test.each([
    ['a folder', 'a', true],
    ['a file', 'a/1.jpg', false],
    ['nothing', 'nowhere', false],
  ])('a link to %s alone is a data set: %s', async (_, target, expected) => {
    const folder = folderOf('a/1.jpg');
    const links = path.join(folder, 'links');
    mkdirSync(links);
    symlinkSync(path.join(folder, target), path.join(links, 'x'));
    expect(await holdsClassFolders(links)).toBe(expected);
  });
});
