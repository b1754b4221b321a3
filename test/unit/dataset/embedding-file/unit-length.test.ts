import { describe, expect, test } from '@jest/globals';
import { asEmbedding } from '../../../../src/core/embedding.ts';
import type { EmbeddingRow } from '../../../../src/dataset/embedding-file/contents.ts';
import { unitLengthRows } from '../../../../src/dataset/embedding-file/unit-length.ts';

const row = (path: string, ...numbers: number[]): EmbeddingRow => ({
  path,
  className: 'a',
  face: 0,
  box: null,
  score: null,
  embedding: asEmbedding(Float32Array.from(numbers)),
});

const read = (rows: readonly EmbeddingRow[], { flip = false, normalize = false } = {}) =>
  unitLengthRows(rows, { metadata: { flip }, file: 'e.npy', normalize });

describe('embeddings of a file', () => {
  test('of length 1 within 1e-3 are taken as they are', () => {
    const rows = [row('1.png', 0.6, 0.8), row('2.png', 0.6005, 0.8007), row('3.png', 0.5995, 0.7993)];
    expect(read(rows)).toEqual(rows);
  });

  test('with mirrored faces have halves of length 1', () => {
    expect(() => read([row('1.png', 0.6, 0.8, 0, 1)], { flip: true })).not.toThrow();
    expect(() => read([row('1.png', 0.6, 0.8, 0, 0)], { flip: true })).toThrow(/1\.png has length 0: make/);
  });

  test.each([
    [[3, 4], 'length 5'],
    [[0.6, 0.8025], 'length 1.002'],
    [[1e30, 0], 'length 1e+30'],
    [[3e38, 3e38], 'length 4.243e+38'],
    [[0, 0], 'length 0'],
  ])('%j are refused by the name of their file and image', (numbers, found) => {
    expect(() => read([row('a/0.png', 1, 0), row('a/1.png', ...numbers)])).toThrow(
      expect.objectContaining({
        code: 'embedding-not-unit',
        message: expect.stringContaining(`Expected embeddings of length 1 in e.npy but that of a/1.png has ${found}:`),
      }),
    );
  });

  test('are scaled on request, halves each by itself', () => {
    const [plain] = read([row('1.png', 3, 4)], { normalize: true });
    expect(plain?.embedding).toEqual(Float32Array.of(0.6, 0.8));
    const [mirrored] = read([row('1.png', 3, 4, 0, -2)], { normalize: true, flip: true });
    expect(mirrored?.embedding).toEqual(Float32Array.of(0.6, 0.8, 0, -1));
    expect(() => read([row('1.png', 0, 0)], { normalize: true })).toThrow(/zeros have no direction/);
  });
});
