import { describe, expect, test } from '@jest/globals';
import {
  nearestAndMean,
  nearestAndMeanOfProducts,
  nearestFace,
} from '../../../../src/evaluation/identification/person-distance.ts';
import { personDistanceOf } from '../../../../src/pipelines/identification/person-distance-of.ts';
import { squaredChord } from '../../../support/faces/gallery.ts';

const at = (degrees: number, length = 1): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180) * length, Math.sin((degrees * Math.PI) / 180) * length);

const productsOf = (vectors: readonly Float32Array[]): Float32Array[] =>
  vectors.map((a) => Float32Array.from(vectors, (b) => b.reduce((sum, value, i) => sum + value * (a[i] ?? NaN), 0)));

/** The ways to measure the same. */
const ways = [
  ['from the embeddings', nearestAndMean],
  ['from their inner products', (vectors: readonly Float32Array[]) => nearestAndMeanOfProducts(productsOf(vectors))],
  ['from the products of the kernel', personDistanceOf],
] as const;

describe.each(ways)('%s', (_way, personDistance) => {
  // By the law of cosines: the mean of two directions lies between them.
  test.each([
    { enrolled: [0], expected: squaredChord(50) },
    { enrolled: [0, 40], expected: (squaredChord(10) + squaredChord(30)) / 2 },
    { enrolled: [0, 40, 40, 0], expected: (squaredChord(10) + squaredChord(30)) / 2 },
  ])('the distance from a person with faces at $enrolled degrees', ({ enrolled, expected }) => {
    const embeddings = [...enrolled.map((degrees) => at(degrees)), at(50)];
    const distance = personDistance(embeddings)(enrolled.map((_, i) => i));
    expect(distance(enrolled.length)).toBeCloseTo(expected, 6);
  });

  test('embeddings of another length are measured in it', () => {
    const distance = personDistance([at(0, 2), at(40, 2), at(50, 2)])([0, 1]);
    expect(distance(2)).toBeCloseTo(2 * (squaredChord(10) + squaredChord(30)), 5);
  });
});

test('the nearest face', () => {
  expect(nearestFace((a, b) => Math.abs(a - b))([1, 5, 9])(6)).toBe(1);
});
