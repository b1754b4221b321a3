import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Figures, type LfwRun, figuresOf, runLfw, writeEasy } from '../../support/fakes/fake-lfw.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

describe('--embeddings', () => {
  test('keeps them; the next evaluation reads them without a network, to the same figures', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    const first = await figuresOf(cwd, { flags: { embeddings: 'e.npy' } });
    rmSync(path.join(cwd, 'crops'), { recursive: true });
    const second = await runLfw(cwd, { flags: { embeddings: 'e.npy', json: '-', strict: true } });
    expect(second.opened).toBe(false);
    expect((JSON.parse(second.stdout) as Figures).distances).toEqual(first.distances);
    expect((await runLfw(cwd, { flags: { embeddings: 'e.npy' } })).stdout).toContain(
      `\nImages: 12, from ${path.join(cwd, 'e.npy')}\n`,
    );
  });

  test('of a file with mirrored faces, the plain halves serve an evaluation without', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    const plain = await figuresOf(cwd);
    const flipped = await figuresOf(cwd, { flags: { embeddings: 'e.csv', useFlippedImages: true } });
    const halves = await figuresOf(cwd, { flags: { embeddings: 'e.csv' } });
    expect(halves.distances).toEqual(plain.distances);
    // The fake model sees its crop mirrored the same: squared distances double.
    expect(flipped.distances[1]?.distance).toBeCloseTo(4 - 4 * Math.cos(0.06), 6);
  });

  test.each<[string, LfwRun['flags'], string, RegExp]>([
    ['another model', { model: 'other' }, 'embedding-model', /choose `model: fake-box`/],
    ['another standardisation', { standardization: 'per-image' }, 'embedding-model', /standardised per-image/],
    ['mirrored faces', { useFlippedImages: true }, 'embedding-flip', /`useFlippedImages`/],
    ['what a preset asks for', { preset: 'facenet-2018' }, 'embedding-flip', /`useFlippedImages`/],
  ])('a file without %s is refused', async (_, flags, code, message) => {
    const cwd = temporary();
    await writeEasy(cwd);
    await runLfw(cwd, { flags: { embeddings: 'e.jsonl' } });
    await expect(runLfw(cwd, { flags: { ...flags, embeddings: 'e.jsonl' } })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test('NaN in a file, and two faces of one image, are refused', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    await runLfw(cwd, { flags: { embeddings: 'e.jsonl' } });
    const lines = readFileSync(path.join(cwd, 'e.jsonl'), 'utf8').trimEnd().split('\n');
    const damaged = lines.map((line, i) => (i === 2 ? line.replace(/"embedding":\[[^,]+/, '"embedding":[null') : line));
    writeFiles(cwd, { 'nan.jsonl': `${damaged.join('\n')}\n` });
    await expect(runLfw(cwd, { flags: { embeddings: 'nan.jsonl' } })).rejects.toMatchObject({
      code: 'embedding-file',
    });
    const [head = '', row = ''] = lines;
    const doubled = [head.replace(/"rows":12/, '"rows":13'), row, ...lines.slice(1)];
    writeFiles(cwd, { 'two.jsonl': `${doubled.join('\n')}\n` });
    await expect(runLfw(cwd, { flags: { embeddings: 'two.jsonl' } })).rejects.toMatchObject({
      code: 'embedding-ambiguous',
      message: expect.stringContaining('Ann/Ann_0001'),
    });
  });
});
