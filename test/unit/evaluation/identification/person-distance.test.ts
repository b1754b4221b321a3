import { describe, expect, test } from '@jest/globals';
import { withSpread } from '../../../../src/evaluation/identification/own-spread.ts';
import {
  distanceOf,
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

/** The ways to measure the same; the last two as galleries do, with what the spread of a person's own faces adds. */
const ways = [
  ['from the embeddings', nearestAndMean, false],
  [
    'from their inner products',
    (vectors: readonly Float32Array[]) => nearestAndMeanOfProducts(productsOf(vectors)),
    false,
  ],
  ['from the products of the kernel', personDistanceOf, true],
  [
    'from the embeddings, with spreads',
    (vectors: readonly Float32Array[]) => withSpread(nearestAndMean(vectors), distanceOf(vectors)),
    true,
  ],
] as const;

describe.each(ways)('%s', (_way, personDistance, spread) => {
  // By the law of cosines: the mean of two directions lies between them.
  test.each([
    { enrolled: [0], expected: squaredChord(50), raise: 0 },
    // One pair at 0.467911: 0.4 × (0.5 − 0.467911) × 1 / 3.
    { enrolled: [0, 40], expected: (squaredChord(10) + squaredChord(30)) / 2, raise: 0.0042785 },
    // Four such pairs and two at 0, 0.311941 on average: 0.4 × (0.5 − 0.311941) × 6 / 8.
    { enrolled: [0, 40, 40, 0], expected: (squaredChord(10) + squaredChord(30)) / 2, raise: 0.0564178 },
  ])('the distance from a person with faces at $enrolled degrees', ({ enrolled, expected, raise }) => {
    const embeddings = [...enrolled.map((degrees) => at(degrees)), at(50)];
    const distance = personDistance(embeddings)(enrolled.map((_, i) => i));
    expect(distance(enrolled.length)).toBeCloseTo(expected + (spread ? raise : 0), 6);
  });

  test('embeddings of another length are measured in it', () => {
    const distance = personDistance([at(0, 2), at(40, 2), at(50, 2)])([0, 1]);
    expect(distance(2)).toBeCloseTo(2 * (squaredChord(10) + squaredChord(30)), 5);
  });
});

test('the nearest face', () => {
  expect(nearestFace((a, b) => Math.abs(a - b))([1, 5, 9])(6)).toBe(1);
});
