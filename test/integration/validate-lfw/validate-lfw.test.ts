import { readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { encodePng } from '../../../src/image/encode.ts';
import { faceAt, fakeEmbedder } from '../../support/fakes/fake-embed.ts';
import { EASY, EASY_PAIRS, type LfwRun, figuresOf, runLfw, writeEasy } from '../../support/fakes/fake-lfw.ts';
import { paint } from '../../support/images.ts';
import { useTemporaryFolders, writeFiles } from '../../support/temporary.ts';

const temporary = useTemporaryFolders();

describe('an evaluation of crops', () => {
  test('embeds each image once and prints the figures', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    const { exitCode, stdout, stderr, embedder } = await runLfw(cwd);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(embedder.faces).toHaveLength(Object.keys(EASY).length);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 7)).toEqual([
      'Accuracy: 1.00000+-0.00000',
      'Validation rate: 1.00000+-0.00000 @ FAR=0.00000',
      'Area Under Curve (AUC): 1.000',
      'Equal Error Rate (EER): 0.000',
      'Standard error: 0.00000 of the accuracy, 0.00000 of the validation rate (std/√3)',
      // Genuine pairs are at most 2 − 2 cos 0.06 apart, of thresholds in steps of 0.01 the first above is 0.01.
      'Best threshold: 0.010 (squared-euclidean)',
      'Pairs: 24 used, 0 skipped',
    ]);
    expect(lines[7]).toMatch(/^Images: 12, \d+\.\d images\/s on cpu$/);
  });

  test('JSON tells each pair; folds of View 1 take their share of both kinds', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    const { distances } = await figuresOf(cwd);
    const foldOfLine = (line: number) => distances.find((pair) => pair.line === line)?.fold;
    expect([2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22, 25].map(foldOfLine)).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
    expect(distances[1]).toMatchObject({ line: 3, first: 'Ann/Ann_0001', same: true });
    expect(distances[1]?.distance).toBeCloseTo(2 - 2 * Math.cos(0.06), 6);
  });

  test.each<[string, string, number, number, RegExp]>([
    ['one fold', EASY_PAIRS, 1, 1, /^With one fold, thresholds and figures come from the same pairs: /],
    // Of each kind there are 12 pairs, and each fold takes its share of both.
    ['more folds than pairs', EASY_PAIRS, 25, 12, /^24 pairs cannot fill 25 folds: they are evaluated in 12 folds\.$/],
    [
      'a pair of each kind',
      '1\nAnn\t1\t2\nAnn\t1\tBob\t1\n',
      3,
      1,
      /^2 pairs cannot fill 3 folds: .* 1 fold\.\nWith one/,
    ],
  ])('%s', async (_, pairs, lfwNrofFolds, folds, note) => {
    const cwd = temporary();
    await writeEasy(cwd, pairs);
    const flags = { lfwNrofFolds, json: '-', quiet: false };
    const { stdout, stderr, exitCode } = await runLfw(cwd, { flags });
    const figures = JSON.parse(stdout) as { accuracy: { mean: number }; folds: unknown[]; notes: string[] };
    expect(figures.notes.join('\n')).toMatch(note);
    expect(stderr).toContain(figures.notes.join('\n'));
    expect({ exitCode, accuracy: figures.accuracy.mean, folds: figures.folds.length }).toEqual({
      exitCode: 0,
      accuracy: 1,
      folds,
    });
  });

  test.each(['utf16le', 'utf16be'])('a pairs file in %s, as Windows writes it', async (encoding) => {
    const cwd = temporary();
    await writeEasy(cwd);
    const bytes = Buffer.from(`\ufeff${EASY_PAIRS.replaceAll('\n', '\r\n')}`, 'utf16le');
    writeFiles(cwd, { 'pairs.txt': encoding === 'utf16le' ? bytes : bytes.swap16() });
    expect((await figuresOf(cwd)).pairs).toEqual({ used: 24, skipped: 0 });
  });

  test('an image that is missing costs its pairs, and View-1 folds are counted after that', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    rmSync(path.join(cwd, 'crops/Ann/Ann_0001.png'));
    writeFiles(cwd, { 'crops/Bob/Bob_0002.png': 'no image' });
    const { pairs, images } = await figuresOf(cwd);
    // Of each: two pairs of the person and two with others (images 1 and 2 of Ann–Bob, of Bob–Cleo, of Ann–Dan).
    expect(pairs).toEqual({ used: 16, skipped: 8 });
    expect(images).toEqual({
      embedded: 10,
      missing: [
        { path: 'Ann/Ann_0001', reason: 'not-found' },
        { path: 'Bob/Bob_0002', reason: 'not-an-image' },
      ],
    });
    const { stderr, stdout } = await runLfw(cwd);
    expect(stdout).toContain('\nPairs: 16 used, 8 skipped\n');
    expect(stderr).toContain('2 images are missing, so 8 pairs are skipped:\n  Ann/Ann_0001  not-found\n');
  });

  test('what a file holds decides, as in any class folder, where no name of an image is there', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    for (const [from, to] of [
      ['Ann_0001.png', 'Ann_0001'],
      ['Ann_0002.png', 'Ann_0002.JPG'],
      ['Ann_0003.png', 'Ann_0003.old'],
    ] as const)
      renameSync(path.join(cwd, 'crops/Ann', from), path.join(cwd, 'crops/Ann', to));
    writeFiles(cwd, { 'crops/Ann/Ann_0003.html': '<html>', 'crops/Ann/Ann_0003.jpg.txt': 'its caption' });
    const { pairs, images } = await figuresOf(cwd);
    expect(pairs).toEqual({ used: 24, skipped: 0 });
    expect(images).toEqual({ embedded: 12, missing: [] });
  });

  test('.jpg serves, names may hold spaces, and Windows line ends are taken', async () => {
    const cwd = temporary();
    await writeEasy(cwd, EASY_PAIRS.replaceAll('Ann', 'Ann B').replaceAll('\n', '\r\n'));
    for (const i of [1, 2, 3]) {
      const crop = readFileSync(path.join(cwd, `crops/Ann/Ann_000${i}.png`));
      writeFiles(cwd, { [`crops/Ann B/Ann B_000${i}.jpg`]: crop });
    }
    expect((await figuresOf(cwd)).pairs).toEqual({ used: 24, skipped: 0 });
  });

  test('notes tell of a cut file and of pairs listed twice', async () => {
    const cwd = temporary();
    await writeEasy(cwd, EASY_PAIRS.replace('Ann\t1\t3', 'Ann\t2\t1').replace('12\n', '13\n'));
    const { stderr } = await runLfw(cwd, { flags: { quiet: false } });
    expect(stderr).toContain('announces 26 pairs but 24 follow');
    expect(stderr).toContain('1 pair is listed more than once: line 3 repeats line 2');
  });
});

describe('errors', () => {
  const pairLines = EASY_PAIRS.split('\n');
  test.each<[string, { pairs?: string; run?: LfwRun }, { code: string; message: RegExp }]>([
    [
      'a pairs file that is not there',
      { run: { flags: { lfwPairs: 'no.txt' } } },
      { code: 'pairs-not-found', message: /no\.txt: there is no such file\. .*`lfwPairs`/ },
    ],
    [
      'a line that is no pair',
      { pairs: EASY_PAIRS.replace('Ann\t1\t3', 'Ann\tone\t3') },
      { code: 'bad-pairs-file', message: /pairs\.txt: Line 3 .*"Ann\tone\t3"/ },
    ],
    ['a folder that is not there', { run: { dir: 'none' } }, { code: 'input-not-found', message: /`detect`/ }],
    [
      'no usable pair',
      { pairs: '1\nEve\t1\t2\nEve\t1\tFay\t1\n' },
      { code: 'no-pairs', message: /none of the 2 pairs .*Eve\/Eve_0001 \(not-found\)/ },
    ],
    [
      'pairs of one kind only',
      { pairs: pairLines.slice(0, 13).join('\n') },
      { code: 'one-class', message: /show one person/ },
    ],
    [
      'a missing image with --strict',
      { pairs: EASY_PAIRS.replace('Ann\t1\t3', 'Eve\t1\t3'), run: { flags: { strict: true } } },
      { code: 'pairs-skipped', message: /2 are missing, such as Eve\/Eve_0001 \(not-found\): 1 of 24 pairs/ },
    ],
    [
      'an embedding file of no kind',
      { run: { flags: { embeddings: 'out.txt' } } },
      { code: 'usage', message: /\.arrow, \.npy, \.csv, \.jsonl/ },
    ],
  ])('%s', async (_, { pairs, run }, { code, message }) => {
    const cwd = temporary();
    await writeEasy(cwd, pairs);
    await expect(runLfw(cwd, run)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('what shows before the images are embedded opens no network', async () => {
    const cwd = temporary();
    await writeEasy(cwd, EASY_PAIRS.replace('Ann\t1\t3', 'Eve\t1\t3'));
    const embedder = fakeEmbedder();
    await expect(runLfw(cwd, { embedder, flags: { strict: true } })).rejects.toThrow();
    expect(embedder.runs).toEqual([]);
  });

  test('nor does it when the embeddings could not be kept', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    const embedder = fakeEmbedder();
    const refusal = runLfw(cwd, { embedder, flags: { embeddings: 'pairs.txt/e.arrow' } });
    await expect(refusal).rejects.toMatchObject({ code: 'output-not-writable' });
    expect(embedder.runs).toEqual([]);
  });

  test('interrupted, it keeps nothing and ends as a shell expects', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    const stop = new AbortController();
    const embedder = fakeEmbedder({ onRun: () => stop.abort('SIGINT') });
    const flags = { lfwBatchSize: 2, embeddings: 'e.jsonl' };
    await expect(runLfw(cwd, { embedder, signal: stop.signal, flags })).rejects.toMatchObject({
      code: 'interrupted',
      data: { reason: 'SIGINT' },
    });
    expect(() => readFileSync(path.join(cwd, 'e.jsonl'))).toThrow('ENOENT');
  });
});

describe('--align', () => {
  test('takes the face in the middle; a photograph without one is missing', async () => {
    const cwd = temporary();
    await writeEasy(cwd);
    // Dark around the middle face with its margin, light elsewhere: the embedding tells what was cut out.
    const isMiddle = (x: number, y: number): boolean => Math.max(Math.abs(x - 50), Math.abs(y - 50)) <= 20;
    const photograph = await encodePng(paint(100, 100, (x, y) => (isMiddle(x, y) ? 20 : 200)));
    const empty = await encodePng(paint(50, 50, () => 7));
    writeFiles(cwd, { 'crops/Ann/Ann_0001.png': photograph, 'crops/Bob/Bob_0001.png': empty });
    const sizes: number[] = [];
    const figures = await figuresOf(cwd, {
      flags: { detect: true },
      detect: ({ width }) => {
        sizes.push(width);
        if (width === 50) return Promise.resolve([]);
        if (width < 50) return Promise.resolve([faceAt(0, 0, 4, 4)]);
        return Promise.resolve([faceAt(0, 0, 6, 6, 0.99), faceAt(46, 46, 54, 54)]);
      },
    });
    expect(sizes).toHaveLength(12);
    expect(figures.images.missing).toEqual([{ path: 'Bob/Bob_0001', reason: 'no-face' }]);
    expect(figures.pairs.skipped).toBe(4);
    expect(figures.distances[0]).toMatchObject({ line: 2, first: 'Ann/Ann_0001' });
    expect(figures.distances[0]?.distance).toBeCloseTo(0.03 ** 2, 6);
  });
});
