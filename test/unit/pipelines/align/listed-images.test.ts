import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ImageFile } from '../../../../src/dataset/image-files.ts';
import { foldersOfList } from '../../../../src/pipelines/align/folders.ts';
import { commonFolder, relativeToInput } from '../../../../src/pipelines/align/listed-images.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();

const image = (file: string): ImageFile => ({ path: file, file, className: '' });

describe('commonFolder', () => {
  test.each([
    [['/lfw/Ann/1.jpg'], '/lfw'],
    [['/lfw/Ann/1.jpg', '/lfw/Bob/1.jpg'], '/lfw'],
    [['/lfw/Ann/1.jpg', '/lfwx/Bob/1.jpg'], '/'],
    [['/a/b/c/1.jpg', '/a/2.jpg'], '/'],
    [['/a/b/c/1.jpg', '/a/b/2.jpg'], '/a'],
    [['/1.jpg'], '/'],
  ])('of %j is %s', (files, expected) => {
    expect(commonFolder(files.map(image))).toBe(expected);
  });
});

describe('relativeToInput', () => {
  test('gives each image once, by path, with its problem', async () => {
    const problem = { reason: 'not-found', message: 'There is no such file.' };
    const images = [image('/in/b/2.jpg'), { ...image('/in/a/1.jpg'), problem }, image('/in/b/2.jpg')];
    expect(await relativeToInput(images, foldersOfList('/in', 'out/', '/cwd'))).toEqual([
      { path: 'a/1.jpg', problem },
      { path: 'b/2.jpg' },
    ]);
  });

  test('refuses images outside the input, and those in the output, through links too', async () => {
    const folder = temporary();
    mkdirSync(path.join(folder, 'out/Ann'), { recursive: true });
    symlinkSync('out', path.join(folder, 'link'));
    for (const [file, input] of [
      ['/elsewhere/1.jpg', '/in'],
      [path.join(folder, 'out/Ann/1.png'), folder],
      [path.join(folder, 'link/Ann/1.png'), folder],
    ] as const)
      await expect(relativeToInput([image(file)], foldersOfList(input, 'out', folder))).rejects.toMatchObject({
        code: 'usage',
      });
  });
});
