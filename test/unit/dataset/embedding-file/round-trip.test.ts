import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { asEmbedding } from '../../../../src/core/embedding.ts';
import { readEmbeddingFile } from '../../../../src/dataset/embedding-file/read.ts';
import { tableOf } from '../../../../src/dataset/embedding-file/contents.ts';
import { writeEmbeddingFile } from '../../../../src/dataset/embedding-file/write.ts';
import { useTemporaryFolders } from '../../../support/temporary.ts';
import { METADATA, ROWS } from './sample-rows.ts';

const temporary = useTemporaryFolders();

const FILES: Record<string, string[]> = {
  'x.arrow': ['x.arrow'],
  'x.csv': ['x.csv', 'x.csv.json'],
  'x.jsonl': ['x.jsonl'],
  'x.npy': ['x.npy', 'x.npy.json', 'x_label_strings.npy', 'x_labels.npy'],
  'embeddings.npy': ['embeddings.npy', 'embeddings.npy.json', 'label_strings.npy', 'labels.npy'],
  'X.NPY': ['X.NPY', 'X.NPY.json', 'X_label_strings.npy', 'X_labels.npy'],
};

describe.each(Object.keys(FILES))('%s', (name) => {
  test('gives back what was written, bit for bit, and leaves nothing else', async () => {
    const folder = temporary();
    const file = path.join(folder, 'deep', name);
    const written = await writeEmbeddingFile(file, tableOf(METADATA, ROWS));
    expect(await readEmbeddingFile(file)).toEqual({ metadata: METADATA, rows: ROWS });
    expect(readdirSync(path.dirname(file)).sort()).toEqual(FILES[name]);
    expect(written.map((each) => path.basename(each)).sort()).toEqual(FILES[name]);
    expect(written.at(-1)).toBe(file);
  });

  test('keeps names with line breaks of every kind', async () => {
    const rows = ['\r', '\n', '\r\n', '\u2028', '\u2029', '\u0085', '"\r'].map((odd, i) => ({
      path: `Ann${odd}/${odd}.png`,
      className: `Ann${odd}`,
      face: 0,
      box: null,
      score: null,
      embedding: asEmbedding(Float32Array.of(i, 1, 2)),
    }));
    const file = path.join(temporary(), name);
    await writeEmbeddingFile(file, tableOf(METADATA, rows));
    expect((await readEmbeddingFile(file)).rows).toEqual(rows);
  });

  test('holds any number of rows', async () => {
    for (const count of [0, 1, 1024, 2049]) {
      const rows = Array.from({ length: count }, (_, i) => ({
        path: `a/${i}.png`,
        className: 'a',
        face: i,
        box: i % 3 === 0 ? null : { x1: i, y1: 1, x2: 2, y2: 3 },
        score: i % 3 === 0 ? null : 0.5,
        embedding: asEmbedding(Float32Array.of(i, i + 0.5, -i)),
      }));
      const file = path.join(temporary(), name);
      await writeEmbeddingFile(file, tableOf(METADATA, rows));
      expect((await readEmbeddingFile(file)).rows).toEqual(rows);
    }
  });

  test.each([
    ['embedding-not-finite', Float32Array.of(1, NaN, 2)],
    ['embedding-not-finite', Float32Array.of(1, Infinity, 2)],
    ['embedding-length', Float32Array.of(1, 2)],
  ])('writes nothing at all when a row is wrong (%s)', async (code, numbers) => {
    const folder = temporary();
    const [first, second, third] = ROWS;
    if (!first || !second || !third) throw new Error('expected three rows');
    const table = tableOf(METADATA, [first, second, { ...third, embedding: asEmbedding(numbers) }]);
    await expect(writeEmbeddingFile(path.join(folder, name), table)).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('cut off anywhere is refused', async () => {
    const file = path.join(temporary(), name);
    await writeEmbeddingFile(file, tableOf(METADATA, ROWS));
    const bytes = readFileSync(file);
    for (const share of [0, 0.1, 0.5, 0.9]) {
      writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * share)));
      await expect(readEmbeddingFile(file)).rejects.toMatchObject({ code: 'embedding-file' });
    }
    writeFileSync(file, bytes.subarray(0, -9));
    await expect(readEmbeddingFile(file)).rejects.toMatchObject({ code: 'embedding-file' });
  });
});

test('an output that cannot be written is an error of its own', async () => {
  const folder = temporary();
  const file = path.join(folder, 'x.jsonl', 'y.jsonl');
  await writeEmbeddingFile(path.join(folder, 'x.jsonl'), tableOf(METADATA, ROWS));
  await expect(writeEmbeddingFile(file, tableOf(METADATA, ROWS))).rejects.toMatchObject({
    code: 'output-not-writable',
  });
});

test.each(['x.txt', 'x', 'x.arrow.gz'])('%s is no kind of embedding file', async (name) => {
  const file = path.join(temporary(), name);
  const message = expect.stringContaining('.arrow, .npy, .csv, .jsonl') as unknown;
  await expect(writeEmbeddingFile(file, tableOf(METADATA, ROWS))).rejects.toMatchObject({ code: 'usage', message });
  await expect(readEmbeddingFile(file)).rejects.toMatchObject({ code: 'usage', message });
});
