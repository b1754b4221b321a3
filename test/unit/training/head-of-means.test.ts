import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { addEmbeddings, emptySums, headOfMeans } from '../../../src/training/head-of-means.ts';
import { largestDifference } from '../../support/largest-difference.ts';

/** By NumPy: fixtures/training/make-head.py. */
const file = new URL('../../fixtures/training/head.json', import.meta.url);
const { prelogits, labels, weights } = JSON.parse(readFileSync(file, 'utf8')) as {
  prelogits: number[][];
  labels: number[];
  weights: number[][];
};
const tensor = (rows: readonly number[][]) => ({ shape: [rows.length, 5], data: Float32Array.from(rows.flat()) });

test('a head of means is the one of NumPy, however the images are batched', () => {
  const sums = emptySums(3, 5);
  addEmbeddings(sums, tensor(prelogits.slice(0, 3)), labels.slice(0, 3));
  addEmbeddings(sums, tensor(prelogits.slice(3)), labels.slice(3));
  const head = headOfMeans(sums);
  expect(head.shape).toEqual([5, 3]);
  expect(largestDifference(head.data, weights.flat())).toBeLessThan(1e-6);
});

test('an embedding of zeros counts for nothing', () => {
  const sums = emptySums(2, 2);
  addEmbeddings(sums, { shape: [3, 2], data: Float32Array.of(0, 0, 0, 4, 2, 0) }, [0, 0, 1]);
  // 30 by the mean length of 3.
  expect(Array.from(headOfMeans(sums).data)).toEqual([0, 10, 10, 0]);
});

test('embeddings that cancel each other have a class of zeros, not of NaN', () => {
  const sums = emptySums(2, 2);
  addEmbeddings(sums, { shape: [3, 2], data: Float32Array.of(3, 0, -2, 0, 0, 1) }, [0, 0, 1]);
  const { data } = headOfMeans(sums);
  // 30 by the mean length of 2.
  expect(Array.from(data)).toEqual([0, 0, 0, 15]);
});
