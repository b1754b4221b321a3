import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readEmbeddingFile } from '../../../../src/dataset/embedding-file/read.ts';
import { requireSameModel } from '../../../../src/dataset/embedding-file/metadata.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';
import { METADATA } from './sample-rows.ts';

const temporary = useTemporaryFolders();

const HEADER = { format: 'facekit-embeddings', version: 1, ...METADATA, rows: 1 };
const ROW = { path: 'a', class: 'b', face: 0, box: null, score: null, embedding: [1, 2, 3] };

async function readLinesOf(...lines: readonly unknown[]): Promise<unknown> {
  const folder = temporary();
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)) + '\n').join('');
  writeFiles(folder, { 'x.jsonl': text });
  return readEmbeddingFile(path.join(folder, 'x.jsonl'));
}

async function expectRefusal(lines: readonly unknown[], message: RegExp): Promise<void> {
  const refused = { code: 'embedding-file', message: expect.stringMatching(message) as unknown };
  await expect(readLinesOf(...lines)).rejects.toMatchObject(refused);
}

test('a standardisation of the model itself comes back', async () => {
  const standardisation = { mean: 0, std: 255 };
  await expect(readLinesOf({ ...HEADER, standardisation }, ROW)).resolves.toMatchObject({
    metadata: { standardisation },
  });
});

test('reads what the tables below change', async () => {
  await expect(readLinesOf(HEADER, ROW)).resolves.toMatchObject({ rows: [{ path: 'a' }] });
});

describe('a damaged header is refused with what is wrong', () => {
  test.each<[string, unknown, RegExp]>([
    ['empty', '', /JSON object/],
    ['a list', [], /metadata of embeddings/],
    ['another format', { ...HEADER, format: 'x' }, /facekit-embeddings/],
    ['a newer version', { ...HEADER, version: 2 }, /version 2: update facekit/],
    ['no model', { ...HEADER, model: undefined }, /metadata of embeddings.*model is nothing/],
    ['a model without a checksum', { ...HEADER, model: { name: 'x' } }, /model\.sha256 is nothing/],
    ['a dimension of 0', { ...HEADER, dimension: 0 }, /dimension is 0/],
    ['a huge dimension', { ...HEADER, dimension: 1e9 }, /dimension is 1000000000/],
    ['an unknown standardisation', { ...HEADER, standardisation: 'x' }, /standardisation is "x"/],
    ['an unknown alignment', { ...HEADER, alignment: { kind: 'x' } }, /alignment/],
    ['another number of rows', { ...HEADER, rows: 2 }, /2 rows.*1 rows/],
    ['a negative number of rows', { ...HEADER, rows: -1 }, /rows is -1/],
  ])('%s', async (_, header, message) => {
    await expectRefusal([header, ROW], message);
  });
});

describe('a damaged row is refused with its line', () => {
  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{"path"', /line 2 .*cut off/],
    ['no path', { ...ROW, path: 1 }, /a face in line 2 .*path is 1/],
    ['a wrong face', { ...ROW, face: -1 }, /face is -1/],
    ['half a box', { ...ROW, box: [1, 2] }, /box\[2\] is nothing/],
    ['a score of text', { ...ROW, score: 'high' }, /score is "high"/],
    ['a path with NUL', { ...ROW, path: 'a\0b' }, /path is/],
    [
      'a score nested without end',
      JSON.stringify(ROW).replace('"score":null', `"score":${'['.repeat(1e5)}${']'.repeat(1e5)}`),
      /score is a list of 1/,
    ],
    ['another dimension', { ...ROW, embedding: [1, 2] }, /3 numbers.*2 numbers/],
    ['null for NaN', { ...ROW, embedding: [1, null, 3] }, /finite numbers.*NaN/],
    ['too large for float32', { ...ROW, embedding: [1, 1e39, 3] }, /finite numbers.*Infinity/],
    ['no embedding', { ...ROW, embedding: undefined }, /an embedding in line 2 .*embedding is nothing/],
  ])('%s', async (_, row, message) => {
    await expectRefusal([HEADER, row], message);
  });
});

describe('requireSameModel', () => {
  const embedder = {
    info: { name: 'small' },
    sha256: METADATA.model.sha256,
    standardisation: 'fixed',
  } as const;

  test('takes embeddings of the same weights and standardisation', () => {
    expect(() => {
      requireSameModel(METADATA, embedder);
    }).not.toThrow();
  });

  test.each([
    [{ ...embedder, info: { name: 'large' }, sha256: 'cd'.repeat(32) }, /made with small .*`model: small`/],
    [{ ...embedder, standardisation: 'per-image' } as const, /made with fixed.*`standardization: fixed`/],
    [{ ...embedder, standardisation: { mean: 127.5, std: 127.5 } }, /\(x − 127.5\) \/ 127.5.*made with fixed/],
  ])('refuses others with what to do', (other, message) => {
    expect(() => {
      requireSameModel(METADATA, other, 'x.npy');
    }).toThrow(message);
  });
});
