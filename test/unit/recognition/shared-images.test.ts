import { expect, test } from '@jest/globals';
import { findSharedImages, sharedImagesNotes } from '../../../src/recognition/shared-images.ts';

const v = (...numbers: number[]): Float32Array => Float32Array.from(numbers);
const [a, b, c, d] = [v(1, 0, 0, 0, 0.5), v(1, 0, 0, 0, 0.6), v(0, 1, 0, 0, 0), v(0, 0, 1, 0, 0)] as const;

test('people with equal embeddings are named, with how many they are', () => {
  const people = [
    { name: 'Ann', vectors: [a, c, c] },
    { name: 'Bob', vectors: [v(...a), b] },
    { name: 'Cleo', vectors: [v(...a), v(...c), d] },
    { name: 'Dan', vectors: [v(0.9, 0, 0, 0, 0), v(0.8, 0, 0, 0, 0)] },
  ];
  const shared = findSharedImages(people);
  expect(shared).toEqual([
    { names: ['Ann', 'Bob'], images: 1 },
    { names: ['Ann', 'Cleo'], images: 2 },
    { names: ['Bob', 'Cleo'], images: 1 },
  ]);
  expect(sharedImagesNotes(shared)).toEqual([
    expect.stringMatching(
      /^The same images are with two people: Ann and Bob \(1 image\); Ann and Cleo \(2 images\); Bob/,
    ),
  ]);
});

test('nothing is said where all differ', () => {
  expect(
    sharedImagesNotes(
      findSharedImages([
        { name: 'Ann', vectors: [a, a] },
        { name: 'Bob', vectors: [b] },
      ]),
    ),
  ).toEqual([]);
});
