import { expect, test } from '@jest/globals';
import type { FaceSearch } from '../../../src/gallery/changes/face-search.ts';
import { prefersIndex, searchByNumber } from '../../../src/gallery/database/choose-search.ts';

const answering = (product: number): FaceSearch => ({
  embeddingsIn: (rows) => Promise.resolve(rows.map(() => Float32Array.of(product))),
  nearestRows: (embeddings) => Promise.resolve(embeddings.map(() => [{ row: 0, product }])),
  nearestOwners: (embeddings) => Promise.resolve(embeddings.map(() => [{ owner: 0, product }])),
});

test('few questions are put to the index, and many are answered from all embeddings', async () => {
  let readings = 0;
  const search = searchByNumber(answering(0.25), () => {
    readings += 1;
    return Promise.resolve(answering(0.5));
  });
  const query = { top: 1, withMeans: true, withSpread: false };
  const questions = Array.from({ length: 65 }, () => Float32Array.of(1));
  const few = questions.slice(1);
  expect((await search.nearestOwners(few, query))[63]).toEqual([{ owner: 0, product: 0.25 }]);
  expect((await search.nearestRows(few, 1))[63]).toEqual([{ row: 0, product: 0.25 }]);
  expect(readings).toBe(0);
  expect((await search.nearestOwners(questions, query))[64]).toEqual([{ owner: 0, product: 0.5 }]);
  expect((await search.nearestRows(questions, 1))[64]).toEqual([{ row: 0, product: 0.5 }]);
  expect(readings).toBe(2);
  expect(await search.embeddingsIn([0])).toEqual([Float32Array.of(0.25)]);
});

test.each([
  ['auto', 19_999, 5000, false],
  ['auto', 20_000, 199, false],
  ['auto', 20_000, 200, true],
  ['exact', 1_000_000, 100_000, false],
  ['index', 1, 1, true],
] as const)('the way %s asks the index of %d faces of %d people: %p', (way, size, personCount, asked) => {
  expect(prefersIndex(way, { size, personCount })).toBe(asked);
});
