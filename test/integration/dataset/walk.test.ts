import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { walkImages } from '../../../src/dataset/walk.ts';
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
    expect(await walkImages(folder)).toEqual({ images: [{ path: 'a/1.jpg' }], ignored: 3 });
  });

  test('lists what cannot be read with the reason', async () => {
    const folder = folderOf('a/1.bmp', 'a/2.CR2', 'a/3.jpg/inside.jpg');
    symlinkSync('nowhere', path.join(folder, 'a/4.jpg'));
    symlinkSync('3.jpg', path.join(folder, 'a/5.jpg'));
    const { images } = await walkImages(folder);
    expect(images.map((image) => [image.path, image.problem?.reason])).toEqual([
      ['a/1.bmp', 'unsupported-format'],
      ['a/2.CR2', 'unsupported-format'],
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
