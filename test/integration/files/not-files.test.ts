import { constants } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEmbeddingFile } from '../../../src/dataset/embedding-file/read.ts';
import { hashOf } from '../../../src/files/download/download-file.ts';
import { withLock } from '../../../src/files/lock.ts';
import { thisProcess } from '../../../src/files/process-id.ts';
import { APPEND_NO_LINK, readRegularFile, readTextFile, REPLACE_NO_LINK } from '../../../src/files/regular-file.ts';
import { decodeImage } from '../../../src/image/codec.ts';
import { importModel } from '../../../src/models/install/import-model.ts';
import { readPairsFile } from '../../../src/pipelines/validate-lfw/pairs-list.ts';
import { readKeySha256 } from '../../../src/server/security/key-file.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

/** What never ends, or never begins, when it is read. Gives its path. */
const KINDS: Readonly<Record<string, (folder: string, name: string) => string>> = {
  'a pipe': (folder, name) => {
    const file = path.join(folder, name);
    execFileSync('mkfifo', [file]);
    return file;
  },
  'a link to itself': (folder, name) => {
    const file = path.join(folder, name);
    symlinkSync(name, file);
    return file;
  },
  'a link to an endless device': (folder, name) => {
    const file = path.join(folder, name);
    symlinkSync('/dev/zero', file);
    return file;
  },
};

const lock = (file: string): Promise<void> => withLock(file, thisProcess('test'), () => Promise.resolve());

const READERS: readonly [string, string, (file: string) => Promise<unknown>][] = [
  ['an image', 'a.jpg', (file) => decodeImage(file)],
  ['pairs', 'pairs.txt', readPairsFile],
  ['embeddings (Arrow)', 'a.arrow', readEmbeddingFile],
  ['embeddings (CSV)', 'a.csv', readEmbeddingFile],
  ['embeddings (NumPy)', 'a.npy', readEmbeddingFile],
  ['a model', 'a.pb', (file) => importModel(file, { folder: path.dirname(file) })],
  ['an ONNX model', 'a.onnx', (file) => importModel(file, { folder: path.dirname(file) })],
  [
    'one of the weights in a folder',
    'a.npy',
    (file) => importModel(path.dirname(file), { folder: path.dirname(file) }),
  ],
  ['the key of a server', 'gallery.key', readKeySha256],
  ['a lock', '.a.lock', lock],
  ['what has come of a download', 'a.part', hashOf],
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
  await expect(readRegularFile(socket)).rejects.toMatchObject({ code: 'not-a-file' });
  await expect(hashOf(socket)).rejects.toMatchObject({ code: 'not-a-file' });
  server.close();
  await expect(decodeImage(folder)).rejects.toMatchObject({ reason: 'is-folder' });
});

test('an image file of more than 512 MB is not read', async () => {
  const file = path.join(temporary(), 'a.jpg');
  writeFileSync(file, 'x');
  truncateSync(file, 512 * 2 ** 20 + 1);
  await expect(decodeImage(file)).rejects.toMatchObject({ reason: 'file-too-large' });
});

test('a folder is no lock', async () => {
  const file = path.join(temporary(), '.a.lock');
  await mkdir(file);
  await expect(lock(file)).rejects.toMatchObject({ code: 'not-a-file' });
});

test.each([APPEND_NO_LINK, REPLACE_NO_LINK])('nothing is written into a pipe that nobody reads (%d)', async (flags) => {
  const file = KINDS['a pipe']?.(temporary(), 'a.part') ?? '';
  await expect(open(file, flags)).rejects.toMatchObject({ code: 'ENXIO' });
});

/** A file that does not say its size and does not end within hours. */
const ENDLESS = '/proc/self/pagemap';

(existsSync(ENDLESS) ? test : test.skip)('a file of the system without an end is given up on', async () => {
  await expect(readRegularFile(ENDLESS, 1_000_000)).rejects.toMatchObject({ code: 'file-too-large' });
  await expect(decodeImage(ENDLESS)).rejects.toMatchObject({ reason: 'file-too-large' });
  expect((await readRegularFile('/proc/self/status')).toString()).toMatch(/^Name:/);
});

test('a text that is longer than a string can be is refused', async () => {
  const file = path.join(temporary(), 'classifier.json');
  writeFileSync(file, '{');
  truncateSync(file, constants.MAX_STRING_LENGTH + 1);
  await expect(readTextFile(file)).rejects.toMatchObject({ code: 'file-too-large' });
});
