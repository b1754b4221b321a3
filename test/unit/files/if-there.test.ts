import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ifPathIsThere, ifThere, namesIn } from '../../../src/files/if-there.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

test('what is there is given, what is not there is replaced, all else is an error', async () => {
  const folder = temporary();
  writeFiles(folder, { 'a.txt': 'a' });
  const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
  expect(await ifThere(read('a.txt'), 'none')).toBe('a');
  expect(await ifThere(read('b.txt'), 'none')).toBe('none');
  const noFolder = Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
  await expect(ifThere(Promise.reject(noFolder), 'none')).rejects.toBe(noFolder);
  await expect(ifThere(read('.'), 'none')).rejects.toThrow();
});

test('a path through a file leads nowhere either, for those who ask so', async () => {
  const folder = temporary();
  writeFiles(folder, { 'a.txt': 'a' });
  expect(await ifPathIsThere(readFile(path.join(folder, 'a.txt/b.txt')), 'none')).toBe('none');
  expect(await ifPathIsThere(readFile(path.join(folder, 'b.txt')), 'none')).toBe('none');
  await expect(ifPathIsThere(readFile(folder), 'none')).rejects.toThrow();
});

test('a folder that is none has no files', async () => {
  const folder = temporary();
  writeFiles(folder, { 'a.txt': 'a' });
  expect(await namesIn(folder)).toEqual(await readdir(folder));
  expect(await namesIn(path.join(folder, 'b'))).toEqual([]);
  expect(await namesIn(path.join(folder, 'a.txt'))).toEqual([]);
});
