import { expect, test } from '@jest/globals';
import { classReference, distanceToClass, heldOutDistances } from '../../../src/recognition/class-means.ts';

const at = (degrees: number, length = 1): Float32Array => {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(length * Math.cos(angle), length * Math.sin(angle));
};
/** Squared distance of two points of the unit circle. */
const chord = (degrees: number): number => 2 - 2 * Math.cos((degrees * Math.PI) / 180);
const rounded = (numbers: readonly number[]): number[] => numbers.map((x) => Math.round(x * 1e5) / 1e5);

test('a class is its mean direction, whatever the lengths of its vectors', () => {
  const reference = classReference([at(0, 5), at(90)]);
  expect(rounded([...reference])).toEqual(rounded([...at(45)]));
  expect(distanceToClass(at(75, 3), [reference])).toBeCloseTo(chord(30), 5);
  expect(distanceToClass(at(75), [reference, at(80)])).toBeCloseTo(chord(5), 5);
});

test('distances are never below 0 or above 4, whatever rounding does', () => {
  // Lengths of 1 within single precision: cosines of equal vectors come out up to 6e-8 above 1.
  const alike = Array.from({ length: 20 }, (_, i) => {
    const vector = Float32Array.from({ length: 64 }, (_, j) => Math.sin(i * 64 + j));
    return [vector, vector];
  });
  const twice = [...alike, ...alike];
  const { genuine, impostor } = heldOutDistances(twice, twice.map(classReference));
  expect(Math.min(...genuine, ...impostor)).toBe(0);
  const opposite = [
    [at(45), at(45)],
    [at(225), at(225)],
  ];
  expect(Math.max(...heldOutDistances(opposite, opposite.map(classReference)).impostor)).toBeLessThanOrEqual(4);
});

test('no face is measured against itself, and unknown identities are measured against the nearest other class', () => {
  const classes = [
    [at(0), at(20)],
    [at(90), at(130)],
    [at(200), at(200)],
  ];
  const { genuine, impostor } = heldOutDistances(classes, classes.map(classReference));
  // With the other of two faces at an angle a the mean of both is cos(a/2) long: cos a grows to cos a / cos(a/2).
  const grown = (a: number): number => 2 - (2 * Math.cos((a * Math.PI) / 180)) / Math.cos((a * Math.PI) / 360);
  expect(rounded(genuine)).toEqual(rounded([grown(20), grown(20), grown(40), grown(40), 0, 0]));
  // References at 10, 110 and 200 degrees.
  expect(rounded(impostor)).toEqual(rounded([chord(110), chord(90), chord(80), chord(70), chord(90), chord(90)]));
});
