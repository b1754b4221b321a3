import { describe, expect, test } from '@jest/globals';
import { asEmbedding } from '../../../src/core/embedding.ts';
import { compareFaces } from '../../../src/facenet/compare-faces.ts';

const embeddings = [
  [1, 0],
  [0, 1],
  [-1, 0],
].map((vector) => asEmbedding(Float32Array.from(vector)));

describe('compareFaces', () => {
  test('gives all distances, and each pair once', () => {
    const { distances, pairs } = compareFaces(embeddings, 'squared-euclidean', 4);
    expect(distances).toEqual([
      [0, 2, 4],
      [2, 0, 2],
      [4, 2, 0],
    ]);
    // The same person is strictly below the threshold.
    expect(pairs).toEqual([
      { a: 0, b: 1, distance: 2, same: true },
      { a: 0, b: 2, distance: 4, same: false },
      { a: 1, b: 2, distance: 2, same: true },
    ]);
  });

  test('does not judge without a threshold', () => {
    const { pairs } = compareFaces(embeddings, 'euclidean');
    expect(pairs.map(({ same }) => same)).toEqual([null, null, null]);
  });

  test('refuses embeddings of different lengths', () => {
    const other = asEmbedding(new Float32Array(3));
    expect(() => compareFaces([...embeddings, other], 'cosine')).toThrow('of one length');
  });
});
