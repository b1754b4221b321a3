import { mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { readInputs, type InputOptions } from '../../../src/pipelines/inputs/read-inputs.ts';
import { bytesOf, findImageFiles, type ImageFile, listImageFiles } from '../../../src/dataset/image-files.ts';
import { sendFile, status, useFileServers } from '../../support/programs/file-server.ts';
import { createTestIo } from '../../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();
const startServer = useFileServers();

function folderOf(files: Readonly<Record<string, string>>): string {
  const cwd = temporary();
  writeFiles(cwd, files);
  return cwd;
}

interface Setting {
  readonly cwd?: string;
  readonly flags?: InputOptions;
  readonly stdin?: string | Readable;
  readonly signal?: AbortSignal;
}

async function inputsOf(args: readonly string[], { cwd = temporary(), flags = {}, stdin = '', signal }: Setting) {
  const stream = typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin;
  const { io } = createTestIo({ cwd, stdin: stream, ...(signal && { signal }) });
  return await readInputs(args, flags, io);
}

const found = async (args: readonly string[], setting: Setting & { readonly cwd: string }): Promise<ImageFile[]> =>
  findImageFiles(await inputsOf(args, setting), setting.cwd);

const pathsAndProblems = (images: readonly ImageFile[]) =>
  images.map(({ path: name, problem }) => [name, problem?.reason]);

describe('a list of images', () => {
  const FILES = { 'a/1.jpg': 'x', 'a/2.jpg': 'x', 'b/[1].jpg': 'x', 'b/noextension': 'x', 'c\n/3.jpg': 'x' };

  test('is relative to the current folder, literal, and may name folders; what is missing is a problem of its own', async () => {
    const cwd = folderOf({
      ...FILES,
      'lists/l.txt': '\ufeffb/[1].jpg\r\nb/noextension\r\na\r\nnowhere\r\n*.jpg\r\n',
    });
    expect(pathsAndProblems(await found([], { cwd, flags: { filesFrom: 'lists/l.txt' } }))).toEqual([
      // Looked at when it is read.
      ['*.jpg', undefined],
      ['a/1.jpg', undefined],
      ['a/2.jpg', undefined],
      ['b/[1].jpg', undefined],
      ['b/noextension', undefined],
      ['nowhere', 'not-found'],
    ]);
  });

  test('comes on standard input, parted by NUL, beside other paths', async () => {
    const cwd = folderOf(FILES);
    const setting = { cwd, flags: { filesFrom: '-' }, stdin: 'c\n/3.jpg\0a/1.jpg\0' };
    expect(pathsAndProblems(await found(['a/2.jpg', 'a/1.jpg'], setting))).toEqual([
      ['a/1.jpg', undefined],
      ['a/2.jpg', undefined],
      ['c\n/3.jpg', undefined],
    ]);
  });

  test.each<[string, Record<string, string>, string]>([
    ['is missing', {}, 'file-not-found'],
    ['is empty', { 'l.txt': '\n\n' }, 'no-images'],
    ['names a folder without images', { 'l.txt': 'empty\n' }, 'no-images'],
  ])('that %s is refused', async (_, files, code) => {
    const cwd = folderOf(files);
    mkdirSync(path.join(cwd, 'empty'));
    await expect(inputsOf([], { cwd, flags: { filesFrom: 'l.txt' } })).rejects.toMatchObject({ code });
  });

  test('that is a pipe with nobody at its end is refused', async () => {
    const cwd = temporary();
    execFileSync('mkfifo', [path.join(cwd, 'l')]);
    await expect(inputsOf([], { cwd, flags: { filesFrom: 'l' } })).rejects.toMatchObject({ code: 'not-a-file' });
  });
});

describe('standard input', () => {
  test('is one photograph', async () => {
    const [image] = await inputsOf(['-'], { stdin: 'photograph' });
    if (typeof image !== 'object') throw new Error('expected an image');
    expect(image).toMatchObject({ path: '-', className: '' });
    expect(Buffer.from(await bytesOf(image)).toString()).toBe('photograph');
  });

  test.each<[readonly string[], InputOptions]>([
    [['-', '-'], {}],
    [['-'], { filesFrom: '-' }],
    [[], {}],
  ])('%j %j cannot be meant', async (args, flags) => {
    await expect(inputsOf(args, { flags })).rejects.toMatchObject({ code: 'usage' });
  });

  test('that never comes ends with the signal', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort('SIGINT');
    }, 20);
    const stdin = new Readable({ read: () => undefined });
    const reading = inputsOf(['-'], { stdin, signal: controller.signal });
    await expect(reading).rejects.toMatchObject({ code: 'interrupted', data: { reason: 'SIGINT' } });
  });
});

describe('images looked at one by one', () => {
  test('keep their order and number; patterns are expanded, names with their characters win', async () => {
    const cwd = folderOf({ 'b.jpg': 'x', 'a.jpg': 'x', 'n.txt': 'x', '[ab].jpg': 'x', 'p/2.png': 'x', 'p/1.png': 'x' });
    const images = await listImageFiles(['b.jpg', 'p/*', '[ab].jpg', 'b.jpg', './no.jpg', '*.gif'], cwd);
    const paths = images.map((image) => image.path);
    expect(paths).toEqual(['b.jpg', 'p/1.png', 'p/2.png', '[ab].jpg', 'b.jpg', './no.jpg', '*.gif']);
  });
});

describe('patterns', () => {
  test('match folders and files whose names hold line breaks', async () => {
    const cwd = folderOf({ 'Ann\r/a.jpg': 'x', 'Ann\r/b\n.jpg': 'x', 'Bob/c.jpg': 'x' });
    const names = (await findImageFiles(['*/*.jpg'], cwd)).map((image) => image.path);
    expect(names).toEqual(['Ann\r/a.jpg', 'Ann\r/b\n.jpg', 'Bob/c.jpg']);
  });

  test('are given up when the signal is aborted, though nothing matches', async () => {
    const cwd = folderOf(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}/${i}.jpg`, 'x'])));
    const controller = new AbortController();
    setImmediate(() => {
      controller.abort('SIGINT');
    });
    const looking = findImageFiles(['**/*.none'], cwd, controller.signal);
    await expect(looking).rejects.toMatchObject({ code: 'interrupted', data: { reason: 'SIGINT' } });
  });
});

describe('addresses', () => {
  test.each([
    ['https://example.org/a.jpg', /received the address https:\/\/example\.org\/a\.jpg: .*`allowNetwork`/],
    ['http://me:secret@example.org/a.jpg', /received the address http:\/\/example\.org\/a\.jpg:/],
    ['https://example.org/a.jpg?token=secret', /received the address https:\/\/example\.org\/a\.jpg\?…:/],
    ['s3://bucket/a.jpg', /an address of s3:\/\/, which cannot be fetched/],
    [`data:image/png;base64,${'A'.repeat(5000)}`, /^.{0,200}a data: address of 5022 characters.{0,100}$/],
    ['file://elsewhere/a.jpg', /received the address file:\/\/elsewhere\/a\.jpg/],
    ['http://', /is malformed/],
  ])('%s is refused', async (address, message) => {
    const refused = expect(inputsOf([address], {})).rejects;
    await refused.toMatchObject({ code: 'usage', message: expect.stringMatching(message) });
  });

  test('of files are paths', async () => {
    expect(await inputsOf(['file:///a%20b/c.jpg'], {})).toEqual(['/a b/c.jpg']);
  });

  const allowed = async (address: string): Promise<ImageFile> => {
    const [image] = await inputsOf([address], { flags: { allowNetwork: true } });
    if (typeof image !== 'object') throw new Error('expected an image');
    return image;
  };

  test('are fetched when that is allowed, through redirects', async () => {
    const server = await startServer((request, response) => {
      if (request.url === '/a.jpg') status(302, { location: '/b.jpg' })(request, response);
      else sendFile(Buffer.from('photograph'))(request, response);
    });
    const image = await allowed(`${server.url}/a.jpg`);
    expect(image).toMatchObject({ path: `${server.url}/a.jpg`, className: '' });
    expect(Buffer.from(await bytesOf(image)).toString()).toBe('photograph');
    expect(path.basename(image.file)).toBe('a.jpg');
    expect(server.requests).toEqual(['/a.jpg', '/b.jpg']);
  });

  test.each([
    ['a file that is not there', status(404), 'download-not-found'],
    ['a redirect to another scheme', status(302, { location: 'file:///etc/passwd' }), 'download-refused'],
    ['a redirect to nowhere', status(302, { location: 'http://' }), 'download-refused'],
    ['a circle of redirects', status(302, { location: '/a.jpg' }), 'download-refused'],
  ])('%s is a problem of the image', async (_, answer, reason) => {
    const { url } = await startServer(answer);
    expect((await allowed(`${url}/a.jpg`)).problem).toMatchObject({ reason });
  });

  test('an answer without end is given up', async () => {
    const { url } = await startServer((_, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(1 << 20);
      const send = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', send);
      send();
    });
    expect((await allowed(`${url}/a.jpg`)).problem).toMatchObject({ reason: 'download-too-large' });
  });
});
