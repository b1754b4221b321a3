import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEmbeddingFile } from '../../../src/dataset/embedding-file/read.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { importModel } from '../../../src/models/install/import-model.ts';
import { readPairsFile } from '../../../src/pipelines/validate-lfw/pairs-list.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

/** What never ends, or never begins, when it is read. Gives its path. */
const KINDS: Readonly<Record<string, (folder: string, name: string) => string>> = {
  'a pipe': (folder, name) => {
    const file = path.join(folder, name);
    execFileSync('mkfifo', [file]);
    return file;
  },
  'a link to an endless device': (folder, name) => {
    const file = path.join(folder, name);
    symlinkSync('/dev/zero', file);
    return file;
  },
};

const READERS: readonly [string, string, (file: string) => Promise<unknown>][] = [
  ['an image', 'a.jpg', (file) => decodeImage(file)],
  ['pairs', 'pairs.txt', readPairsFile],
  ['embeddings (Arrow)', 'a.arrow', readEmbeddingFile],
  ['embeddings (CSV)', 'a.csv', readEmbeddingFile],
  ['embeddings (NumPy)', 'a.npy', readEmbeddingFile],
  ['a model', 'a.pb', (file) => importModel(file, { folder: path.dirname(file) })],
  ['an ONNX model', 'a.onnx', (file) => importModel(file, { folder: path.dirname(file) })],
];

describe.each(Object.entries(KINDS))('%s', (_, make) => {
  test.each(READERS)('is refused as %s', async (_what, name, read) => {
    await expect(read(make(temporary(), name))).rejects.toMatchObject({ code: 'not-a-file' });
  });
});

test('a socket and a folder are no images', async () => {
  const folder = temporary();
  const socket = path.join(folder, 's.jpg');
  const server = createServer().listen(socket);
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(decodeImage(socket)).rejects.toMatchObject({ reason: 'not-a-file' });
  server.close();
  await expect(decodeImage(folder)).rejects.toMatchObject({ reason: 'is-folder' });
});

test('an image file of more than 512 MB is not read', async () => {
  const file = path.join(temporary(), 'a.jpg');
  writeFileSync(file, 'x');
  truncateSync(file, 512 * 2 ** 20 + 1);
  await expect(decodeImage(file)).rejects.toMatchObject({ reason: 'file-too-large' });
});
