import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeAlign, filesOf, foldersIn, ONE_FACE, recordsOf } from '../../support/fakes/fake-align.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

function folders(files: Record<string, string> = { 'p/a.jpg': ONE_FACE, 'p/b.jpg': ONE_FACE, 'p/c.jpg': ONE_FACE }) {
  const root = temporary();
  return { root, ...foldersIn(root, files) };
}

const systemError = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

describe('the output fails', () => {
  test.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EACCES', 'output-not-writable'],
    ['EROFS', 'output-not-writable'],
    ['EIO', 'write-failed'],
  ])('%s ends the run as %s, with nothing half-written; the next run goes on', async (code, expected) => {
    const { input, output } = folders();
    let written = 0;
    const writeCrop = async (file: string, data: Uint8Array | string): Promise<void> => {
      const fails = written === 1;
      await writeFile(file, fails ? data.slice(0, 5) : data);
      written += 1;
      if (fails) throw systemError(code);
    };
    const run = fakeAlign(input, output, { writeCrop, options: { jobs: 1 } });
    await expect(run).rejects.toMatchObject({ code: expected });
    expect(readdirSync(path.join(output, 'p'))).toEqual(['a.png']);
    expect(existsSync(path.join(output, 'alignment.jsonl'))).toBe(false);

    const next = await fakeAlign(input, output);
    expect(next.worked).not.toContain('p/a.jpg');
    expect(recordsOf(output).map(({ status }) => status)).toEqual(['aligned', 'aligned', 'aligned']);
  });

  test('while the lists are written: the old ones stay whole, and the next run writes them', async () => {
    const { input, output } = folders();
    const writeBytes = async (file: string, data: Uint8Array | string): Promise<void> => {
      if (String(data).includes('"status"')) throw systemError('ENOSPC');
      await writeFile(file, data);
    };
    await expect(fakeAlign(input, output, { world: { writeBytes } })).rejects.toMatchObject({
      code: 'disk-full',
    });
    expect(Object.keys(filesOf(output)).filter((name) => name.endsWith('.tmp') || name.endsWith('.lock'))).toEqual([]);
    expect((await fakeAlign(input, output)).worked).toEqual([]);
    expect(recordsOf(output)).toHaveLength(3);
  });

  test('a file lies where the output folder should be', async () => {
    const { input, output } = folders();
    writeFileSync(output, 'a file');
    await expect(fakeAlign(input, output)).rejects.toMatchObject({ code: 'output-not-writable' });
    await expect(fakeAlign(input, path.join(output, 'deeper'))).rejects.toMatchObject({
      code: 'output-not-writable',
    });
  });
});

describe('the folders cannot be meant', () => {
  test.each<[string, (f: ReturnType<typeof folders>) => [string, string | undefined], object]>([
    ['the output is the input', ({ input }) => [input, `${input}/`], { code: 'usage' }],
    ['the output lies in the input', ({ input }) => [input, path.join(input, 'p/new')], { code: 'usage' }],
    ['the input is missing', ({ root }) => [path.join(root, 'nope'), undefined], { code: 'input-not-found' }],
    ['the input is a file', ({ input }) => [path.join(input, 'p/a.jpg'), undefined], { code: 'not-a-folder' }],
  ])('%s', async (_, pick, expected) => {
    const { input, output, root } = folders();
    const [from, to] = pick({ input, output, root });
    await expect(fakeAlign(from, to)).rejects.toMatchObject(expected);
  });

  test('the output is the input by another name', async () => {
    const { input, root } = folders();
    symlinkSync(input, path.join(root, 'alias'));
    await expect(fakeAlign(input, path.join(root, 'alias'))).rejects.toMatchObject({ code: 'usage' });
    await expect(fakeAlign(input, path.join(root, 'alias/x'))).rejects.toMatchObject({ code: 'usage' });
  });

  test('no images at all', async () => {
    const { input } = folders({ 'p/readme.txt': 'no', 'q/.hidden.jpg': ONE_FACE });
    await expect(fakeAlign(input, undefined)).rejects.toMatchObject({ code: 'no-images' });
    expect(existsSync(`${input}_8`)).toBe(false);
  });

  test('the input may lie in the output, unless crops would fall into it', async () => {
    const { input, root } = folders();
    expect((await fakeAlign(input, root)).summary.counts.aligned).toBe(3);
    const trap = folders({ 'in/a.jpg': ONE_FACE });
    await expect(fakeAlign(trap.input, trap.root)).rejects.toMatchObject({ code: 'usage' });
  });
});

test('an output folder that is removed meanwhile is an error, not a list of crops that are not there', async () => {
  const { input, root } = folders();
  const output = path.join(root, 'gone');
  let begun = 0;
  const onImage = (): void => {
    begun += 1;
    if (begun === 2) rmSync(output, { recursive: true });
  };
  await expect(fakeAlign(input, output, { onImage, options: { jobs: 1 } })).rejects.toMatchObject({
    code: 'write-failed',
  });
  expect(existsSync(path.join(output, 'alignment.jsonl'))).toBe(false);
});
