import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEmbeddingFile } from '../../../src/dataset/embedding-file/read.ts';
import { fakeEmbed, fakeEmbedder, faceAt, SIDE } from '../../support/fakes/fake-embed.ts';
import { crop, GOOD, writeCrops } from '../../support/faces/embed-crops.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

const crops = (): Promise<string> => writeCrops(temporary());

const rowsOf = async (folder: string, name = 'out.jsonl') => (await readEmbeddingFile(path.join(folder, name))).rows;

describe('aligned crops', () => {
  test.each(['out.arrow', 'out.npy', 'out.csv', 'out.jsonl'])('become rows in order: %s', async (output) => {
    const folder = await crops();
    const { summary } = await fakeEmbed(folder, ['in'], { flags: { output } });
    const rows = await rowsOf(folder, output);
    expect(rows.map((row) => row.path)).toEqual(GOOD);
    expect(rows.map((row) => row.className)).toEqual(['Ann', 'Ann', 'Bo, "Jr" 🦊', 'Cy', 'Cy', 'in']);
    expect(rows.map((row) => [...row.embedding])).toEqual(
      [10, 20, 30, 10, 50, 60].map((red) => [red, red === 50 ? 9 : SIDE, red === 50 ? 9 : SIDE, 1]),
    );
    expect(rows.every((row) => row.face === 0 && row.box === null && row.score === null)).toBe(true);
    expect(summary).toMatchObject({
      total: 8,
      done: 8,
      classes: 4,
      embeddings: 6,
      counts: { embedded: 6, reused: 1, resumed: 0, resized: 1, noFace: 0, unreadable: 2 },
      unreadable: [
        { path: 'in/Bo, "Jr" 🦊/cut.png', reason: 'truncated' },
        { path: 'in/Cy/text.png', reason: 'not-an-image' },
      ],
    });
    expect(readdirSync(folder).filter((name) => name !== 'in')).toEqual(
      summary.files.map((file) => path.basename(file)).sort(),
    );
  });

  test('say how they were made', async () => {
    const folder = await crops();
    await fakeEmbed(folder, ['in'], { flags: { flip: true } });
    const { metadata } = await readEmbeddingFile(path.join(folder, 'out.jsonl'));
    expect(metadata).toMatchObject({
      model: { name: 'fake-box', sha256: 'fa'.repeat(32) },
      dimension: 8,
      standardisation: 'fixed',
      alignment: { kind: 'box', margin: null, imageSize: SIDE },
      flip: true,
    });
  });

  test('with the margin that align has written beside them', async () => {
    const folder = await crops();
    writeFiles(folder, { 'in/alignment.json': JSON.stringify({ imageSize: SIDE, margin: 44 }) });
    await fakeEmbed(folder, ['in']);
    const { metadata } = await readEmbeddingFile(path.join(folder, 'out.jsonl'));
    expect(metadata.alignment).toEqual({ kind: 'box', margin: 44, imageSize: SIDE });
  });

  test('are embedded in full batches, whatever lies between them', async () => {
    const folder = await crops();
    const { embedder } = await fakeEmbed(folder, ['in'], { flags: { batchSize: 3 } });
    expect(embedder.runs).toEqual([3, 2]);
  });

  test('of the same bytes are computed once, near or far', async () => {
    const folder = temporary();
    const files: [string, Buffer][] = [];
    for (let i = 0; i < 200; i += 1) files.push([`in/p/${1000 + i}.png`, await crop(i % 3)]);
    writeFiles(folder, Object.fromEntries(files));
    const { embedder, summary } = await fakeEmbed(folder, ['in']);
    expect(embedder.faces).toHaveLength(3);
    expect(summary.counts).toMatchObject({ embedded: 200, reused: 197 });
    expect((await rowsOf(folder)).map(({ embedding }) => embedding[0])).toEqual(
      Array.from({ length: 200 }, (_, i) => i % 3),
    );
  });

  test('under damaged duplicates are each reported', async () => {
    const folder = temporary();
    const cut = (await crop(1)).subarray(0, 40);
    writeFiles(folder, { 'in/a.png': cut, 'in/b.png': cut, 'in/c.png': await crop(2) });
    const { summary } = await fakeEmbed(folder, ['in']);
    expect(summary.unreadable.map((image) => image.path)).toEqual(['in/a.png', 'in/b.png']);
    expect(summary.embeddings).toBe(1);
  });
});

describe('paths', () => {
  test.each<[string, string[], string[]]>([
    ['files in any order', ['in/Cy/big.png', 'in/Ann/1.png'], ['in/Ann/1.png', 'in/Cy/big.png']],
    ['a pattern', ['in/*/[12].png'], ['in/Ann/1.png', 'in/Ann/2.png']],
    [
      'a pattern of folders and of files that are none',
      ['in/{Ann,Cy/*}'],
      ['in/Ann/1.png', 'in/Ann/2.png', 'in/Cy/again.png', 'in/Cy/big.png'],
    ],
    ['the same twice', ['in/Ann', './in/Ann/', 'in/A*'], ['in/Ann/1.png', 'in/Ann/2.png']],
    ['a name with the signs of a pattern', ['in/Bo, "Jr" 🦊/ä b.png'], ['in/Bo, "Jr" 🦊/ä b.png']],
  ])('%s', async (_, paths, expected) => {
    const folder = await crops();
    await fakeEmbed(folder, paths);
    expect((await rowsOf(folder)).map((row) => row.path)).toEqual(expected);
  });

  test('absolute and relative ones to one image count once', async () => {
    const folder = await crops();
    const { summary } = await fakeEmbed(folder, ['in/Ann', path.join(folder, 'in/Ann/1.png')]);
    expect(summary.total).toBe(2);
  });

  test('a broken link is a line, not a crash', async () => {
    const folder = await crops();
    symlinkSync('nowhere.png', path.join(folder, 'in/Ann/3.png'));
    const { summary } = await fakeEmbed(folder, ['in/Ann']);
    expect(summary.unreadable).toMatchObject([{ path: 'in/Ann/3.png', reason: 'broken-link' }]);
  });

  test.each([
    ['nowhere', 'input-not-found'],
    ['in/x*.png', 'input-not-found'],
    ['empty', 'no-images'],
  ])('%s is refused: %s', async (name, code) => {
    const folder = await crops();
    writeFiles(folder, { 'empty/notes.txt': '' });
    await expect(fakeEmbed(folder, [name])).rejects.toMatchObject({ code });
    expect(readdirSync(folder).sort()).toEqual(['empty', 'in']);
  });

  test('without one good image write nothing', async () => {
    const folder = temporary();
    writeFiles(folder, { 'in/a.png': 'rubbish' });
    const { summary } = await fakeEmbed(folder, ['in']);
    expect(summary).toMatchObject({ embeddings: 0, files: [] });
    expect(readdirSync(folder)).toEqual(['in']);
  });
});

describe('the output', () => {
  test('that exists is kept, and replaced with --overwrite', async () => {
    const folder = await crops();
    writeFileSync(path.join(folder, 'labels.npy'), 'mine');
    const flags = { output: 'embeddings.npy' };
    await expect(fakeEmbed(folder, ['in'], { flags })).rejects.toMatchObject({ code: 'output-exists' });
    expect(readFileSync(path.join(folder, 'labels.npy'), 'utf8')).toBe('mine');
    await fakeEmbed(folder, ['in'], { flags: { ...flags, overwrite: true } });
    expect(await rowsOf(folder, 'embeddings.npy')).toHaveLength(6);
  });

  test('does not appear when the network gives NaN', async () => {
    const folder = await crops();
    const embedder = fakeEmbedder({ value: () => NaN });
    await expect(fakeEmbed(folder, ['in'], { embedder })).rejects.toMatchObject({ code: 'embedding-not-finite' });
    expect(existsSync(path.join(folder, 'out.jsonl'))).toBe(false);
  });

  test('of another kind, or options without a meaning, are refused before anything is done', async () => {
    const folder = await crops();
    const refused = async (flags: object, message: RegExp): Promise<void> => {
      await expect(fakeEmbed(folder, ['in'], { flags })).rejects.toThrow(message);
    };
    await refused({ output: 'out.txt' }, /\.arrow, \.npy, \.csv, \.jsonl/);
    await refused({ allFaces: true }, /`detect` with `allFaces`/);
    await refused({ margin: 3 }, /`detect` with `margin`/);
    await refused({ select: 'score' }, /`detect` with `select`/);
    await refused({ detect: true, allFaces: true, select: 'score' }, /choose one/);
    expect(readdirSync(folder)).toEqual(['in']);
  });
});

describe('photographs', () => {
  const faces = [faceAt(0, 0, 4, 4, 0.99), faceAt(8, 8, 16, 16, 0.9), faceAt(2, 2, 8, 8, 0.8)];

  async function photographs(): Promise<string> {
    const folder = temporary();
    writeFiles(folder, { 'in/a.png': await crop(1, 16), 'in/b.png': await crop(2, 8), 'in/c.png': await crop(3, 16) });
    return folder;
  }

  const detect = (image: { readonly width: number }) => Promise.resolve(image.width === 16 ? faces : []);

  test.each([
    ['center', 1],
    ['largest', 1],
    ['score', 0],
  ] as const)('give the face that --select %s names', async (select, face) => {
    const folder = await photographs();
    const { summary, embedder } = await fakeEmbed(folder, ['in'], {
      detect,
      flags: { detect: true, select },
    });
    const rows = await rowsOf(folder);
    expect(rows.map((row) => [row.path, row.face, row.box, row.score])).toEqual([
      ['in/a.png', face, faces[face]?.box, faces[face]?.score],
      ['in/c.png', face, faces[face]?.box, faces[face]?.score],
    ]);
    expect(summary).toMatchObject({ noFace: ['in/b.png'], counts: { noFace: 1, resized: 0 } });
    expect(embedder.faces.every(({ width }) => width === SIDE)).toBe(true);
  });

  test('give every face with --all-faces, more than a batch takes', async () => {
    const folder = await photographs();
    const { embedder } = await fakeEmbed(folder, ['in'], { detect, flags: { detect: true, allFaces: true } });
    expect((await rowsOf(folder)).map((row) => `${row.path} ${row.face}`)).toEqual([
      'in/a.png 0',
      'in/a.png 1',
      'in/a.png 2',
      'in/c.png 0',
      'in/c.png 1',
      'in/c.png 2',
    ]);
    expect(embedder.runs).toEqual([2, 2, 2]);
  });

  test('on which the detector fails are lines', async () => {
    const folder = await photographs();
    const { summary } = await fakeEmbed(folder, ['in'], {
      detect: (image) => (image.data[0] === 1 ? Promise.reject(new TypeError('boom\nboom')) : detect(image)),
      flags: { detect: true },
    });
    expect(summary.unreadable).toEqual([{ path: 'in/a.png', reason: 'failed', message: 'boom boom' }]);
    expect(summary.embeddings).toBe(1);
  });
});
