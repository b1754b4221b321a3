import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { datasetsPull } from '../../src/commands/datasets-pull/datasets-pull.ts';
import type { DatasetsPullFlags } from '../../src/commands/datasets-pull/options.ts';
import { run } from '../../src/main.ts';
import { INTERRUPTS, serveInterrupt, status, useFileServers } from '../support/programs/file-server.ts';
import { createTestIo } from '../support/io.ts';
import { useTemporaryFolders, writeFiles } from '../support/temporary.ts';
import { MIRROR, serveMirror, tinyDataset } from '../support/faces/tiny-dataset.ts';

const temporary = useTemporaryFolders();
const serve = useFileServers();

interface Pull {
  readonly cwd?: string;
  readonly flags?: Partial<DatasetsPullFlags>;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Pulls the tiny data set into `data` in the working folder. */
async function pull(url: string, { cwd = temporary(), flags = {}, ...world }: Pull = {}) {
  const { io, stdout, stderr } = createTestIo({ cwd, ...world });
  const sourceOf = () => tinyDataset(url);
  const exitCode = await datasetsPull({ args: ['tiny', 'data'] }, { variant: 'original', ...flags }, io, sourceOf);
  return { exitCode, stdout: stdout(), stderr: stderr(), cwd };
}

describe('facekit datasets pull', () => {
  test('says what it did, in words and for programs', async () => {
    const { url } = await serve(serveMirror);
    const first = await pull(url);
    const { cwd } = first;
    const lines = `  ${path.join(cwd, 'data/tiny')}  3 images\n  ${path.join(cwd, 'data/pairs.txt')}\n`;
    expect(first).toMatchObject({ exitCode: 0, stderr: '', stdout: `Installed tiny (original)\n${lines}` });
    expect((await pull(url, { cwd })).stdout).toBe(`Already there: tiny (original)\n${lines}`);
    expect((await pull(url, { cwd, flags: { quiet: true } })).stdout).toBe('');
    const { stdout } = await pull(url, { cwd, flags: { json: true } });
    expect(JSON.parse(stdout)).toEqual({
      name: 'tiny',
      variant: 'original',
      status: 'already-there',
      images: { folder: path.join(cwd, 'data/tiny'), count: 3 },
      lists: [path.join(cwd, 'data/pairs.txt')],
    });
  });

  test('--from goes before FACEKIT_DATASETS_URL, which may be a folder of the working folder', async () => {
    const { url } = await serve(serveMirror);
    const cwd = temporary();
    writeFiles(cwd, Object.fromEntries([...MIRROR].map(([name, bytes]) => [`mirror/${name}`, bytes])));
    const env = { FACEKIT_DATASETS_URL: 'mirror' };
    expect((await pull('http://127.0.0.1:9', { cwd, env })).exitCode).toBe(0);
    const refusal = pull(url, { env: { FACEKIT_DATASETS_URL: url }, flags: { from: 'nowhere' } });
    await expect(refusal).rejects.toMatchObject({ code: 'input-not-found' });
  });

  test('--pairs-only leaves the images out', async () => {
    const { cwd, stdout } = await pull((await serve(serveMirror)).url, { flags: { pairsOnly: true } });
    expect(stdout).toBe(`Installed the lists of tiny\n  ${path.join(cwd, 'data/pairs.txt')}\n`);
    expect(readdirSync(path.join(cwd, 'data'))).toEqual(['pairs.txt']);
  });

  test.each(INTERRUPTS)('ends after %s with %d', async (name, exitCode) => {
    const { url, signal } = await serveInterrupt(serve, name);
    const result = await pull(url, { signal });
    expect(result).toMatchObject({
      exitCode,
      stdout: '',
      stderr: 'Interrupted; what has come is kept, run the same command again to go on.\n',
    });
  });

  test.each([
    [['mnist'], /Expected lfw as the data set to pull but received mnist\./],
    [['lfw', '--variant', 'deep'], /Expected one of original, funneled for --variant but received deep\./],
    [[], /missing required argument 'name'/],
    [['lfw', '--from', 'ftp://example.org'], /Expected an http or https address .* received ftp:/],
  ])('%j is a wrong command line', async (args, message) => {
    const { io, stdout, stderr } = createTestIo({ cwd: temporary() });
    expect(await run(['datasets', 'pull', ...args], io)).toBe(2);
    expect(stdout()).toBe('');
    expect(stderr()).toMatch(message);
  });

  test('LFW is checked: what a mirror has under its names must be it', async () => {
    const cwd = temporary();
    writeFiles(cwd, { 'pairs.txt': '10\t300\n' });
    const { io, stderr } = createTestIo({ cwd });
    expect(await run(['datasets', 'pull', 'lfw', '--from', '.'], io)).toBe(1);
    expect(stderr()).toMatch(/Expected SHA-256 ea42330c\w+ of .*pairs\.txt but found \w{64}/);
    const { url, requests } = await serve(status(404));
    expect(await run(['datasets', 'pull', 'lfw', '--from', url], io)).toBe(1);
    expect(requests).toEqual(['/pairs.txt']);
  });
});
