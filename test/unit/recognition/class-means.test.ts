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

test('no face is measured against itself, and strangers are measured against the nearest other class', () => {
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
