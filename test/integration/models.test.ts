import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { modelsPull } from '../../src/commands/models/models.ts';
import { run } from '../../src/main.ts';
import type { PullRecipe } from '../../src/models/install/pull-recipe.ts';
import { INTERRUPTS, sendFile, serveInterrupt, useFileServers } from '../support/programs/file-server.ts';
import { createTestIo } from '../support/io.ts';
import { useTemporaryFolders } from '../support/temporary.ts';
import { TINY_INFO, TINY_SHA256, TINY_SOURCE, TINY_WEIGHTS } from '../support/networks/tiny-model.mjs';
import { weightFixturePath } from '../support/networks/weights.ts';

const temporary = useTemporaryFolders();
const serve = useFileServers();

async function facekit(cache: string, ...args: string[]) {
  const { io, stdout, stderr } = createTestIo({ env: { FACEKIT_CACHE: cache } });
  const exitCode = await run(['models', ...args], io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

const onnx = weightFixturePath('embedder.onnx');
const importing = ['import', onnx, '--standardisation', '127.5,128', '--alignment', 'similarity', '--json'];

describe('facekit models', () => {
  test('imports, lists, describes and finds a model', async () => {
    const cache = temporary();
    const file = path.join(cache, 'models/embedder.onnx');
    const imported = await facekit(cache, ...importing);
    expect(imported).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(imported.stdout)).toMatchObject({ name: 'embedder', architecture: 'onnx', file, written: true });

    const list = await facekit(cache, 'list', '--json');
    const { folder, models } = JSON.parse(list.stdout) as {
      folder: string;
      models: { name: string; status: string }[];
    };
    expect(folder).toBe(path.join(cache, 'models'));
    expect(models.map(({ name, status }) => `${name} ${status}`)).toContain('embedder installed');
    expect((await facekit(cache, 'list')).stdout).toMatch(
      /^facenet-casia +not installed .*models import FILE --name facenet-casia$/m,
    );

    expect(JSON.parse((await facekit(cache, 'info', 'embedder', '--json')).stdout)).toMatchObject({
      name: 'embedder',
      status: 'installed',
      standardisation: { mean: 127.5, std: 128 },
      alignment: { kind: 'similarity' },
      dimension: 4,
    });
    expect((await facekit(cache, 'info', 'embedder')).stdout).toMatch(/^standardisation +\(x − 127\.5\) \/ 128$/m);
    expect((await facekit(cache, 'path')).stdout).toBe(`${path.join(cache, 'models')}\n`);
    expect(JSON.parse((await facekit(cache, 'path', 'embedder', '--json')).stdout)).toEqual({ file });
  });

  test.each([
    [[], 2, ''],
    [['info', 'nope'], 1, /facekit: Expected the name of a model \(.*\) .*received nope/],
    [['pull', 'mobilefacenet'], 2, /comes with facekit/],
    [['pull', 'facenet-vggface2', '--from', 'here'], 2, /http or https address .*received here/],
    [['import', onnx], 2, /--standardization/],
    [['import', onnx, '--margin', '3', '--alignment', 'similarity'], 2, /no --margin/],
    [['import', '/nowhere/a.pb'], 1, /nothing/],
    [['frobnicate'], 2, /unknown command/],
  ] as const)('%j ends with %d', async (args, exitCode, message) => {
    const result = await facekit(temporary(), ...args);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toMatch(message);
  });
});

describe('facekit models pull', () => {
  const content = Buffer.from('a file');
  const recipe = (address: string): PullRecipe => ({
    info: TINY_INFO,
    addresses: [address],
    files: ['a', 'b', 'c'].map((name) => ({
      name,
      sha256: createHash('sha256').update(content).digest('hex'),
      maxBytes: 10,
    })),
    toWeights: () => TINY_WEIGHTS,
    source: TINY_SOURCE,
  });

  test('says what it did', async () => {
    const { url } = await serve(sendFile(content));
    const { io, stdout, stderr } = createTestIo({ env: { FACEKIT_CACHE: temporary() } });
    const pull = (): Promise<number> => modelsPull({ args: ['tiny'] }, {}, io, () => Promise.resolve(recipe(url)));
    expect(await pull()).toBe(0);
    expect(await pull()).toBe(0);
    expect(stdout()).toMatch(new RegExp(`^Installed tiny, .*, SHA-256 ${TINY_SHA256}\nAlready installed: tiny, .*\n$`));
    expect(stderr()).toBe('');
  });

  test.each(INTERRUPTS)('ends after %s with %d', async (name, exitCode) => {
    const { url, signal } = await serveInterrupt(serve, name);
    const { io, stdout, stderr } = createTestIo({ env: { FACEKIT_CACHE: temporary() }, signal });
    expect(await modelsPull({ args: ['tiny'] }, {}, io, () => Promise.resolve(recipe(url)))).toBe(exitCode);
    expect(stderr()).toBe('Interrupted after 0 of 3 files; run the same command again to go on.\n');
    expect(stdout()).toBe('');
  });
});
