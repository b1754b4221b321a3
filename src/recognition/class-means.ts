import { squaredDistance } from '../svm/pair-kernel.ts';
import { dotProducts, packRows } from '../svm/packed-rows.ts';
import type { DistanceSample } from './unknown-threshold.ts';

/** A vector scaled to length 1; one of zeros stays as it is. */
export function toUnitLength(vector: ArrayLike<number>): Float32Array {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] ?? 0) ** 2;
  const factor = squares > 0 ? 1 / Math.sqrt(squares) : 1;
  const unit = new Float32Array(vector.length);
  for (let i = 0; i < unit.length; i++) unit[i] = (vector[i] ?? 0) * factor;
  return unit;
}

/** What a class looks like: the direction of the sum of its vectors, each scaled to length 1. */
export const classReference = (vectors: readonly Float32Array[]): Float32Array =>
  toUnitLength(sumOf(vectors.map(toUnitLength)));

/**
 * The squared distance of a vector, scaled to length 1, from the nearest reference of a class: 0 same direction, 2 orthogonal,
 * 4 opposite.
 */
export function distanceToClass(vector: Float32Array, references: readonly Float32Array[]): number {
  const unit = toUnitLength(vector);
  return references.reduce((least, reference) => Math.min(least, squaredDistance(unit, reference)), Infinity);
}

/** The distances from which the threshold for unknown faces is found, with no face measured against itself. */
export function heldOutDistances(
  classes: readonly (readonly Float32Array[])[],
  references: readonly Float32Array[],
): DistanceSample {
  const units = classes.map((vectors) => vectors.map(toUnitLength));
  return {
    genuine: units.flatMap(genuineDistances),
    impostor: units.flatMap((vectors, c) => impostorDistances(vectors, c, references)),
  };
}

/**
 * Of each face of a class from the others. The reference will be the mean of all n faces, not of n − 1, and lies closer to every
 * one: with a cosine of r between two faces of a person the mean of m faces is √((1 + (m − 1) r) / m) long, and cosines to it grow
 * as that shrinks.
 */
function genuineDistances(vectors: readonly Float32Array[]): number[] {
  const n = vectors.length;
  const total = sumOf(vectors);
  const squares = total.reduce((sum, value) => sum + value * value, 0);
  const between = Math.max(0, (squares - n) / (n * (n - 1)));
  const lengthOfMean = (m: number): number => Math.sqrt((1 + (m - 1) * between) / m);
  const growth = lengthOfMean(n - 1) / lengthOfMean(n);
  return vectors.map((vector) => {
    const others = toUnitLength(total.map((value, i) => value - (vector[i] ?? 0)));
    const cosine = 1 - squaredDistance(vector, others) / 2;
    return 2 - 2 * Math.min(1, cosine * growth);
  });
}

/** Of each face of a class from the nearest other class: what its person would get as a stranger. */
function impostorDistances(
  vectors: readonly Float32Array[],
  own: number,
  references: readonly Float32Array[],
): number[] {
  const others = references.filter((_, c) => c !== own);
  const dimension = vectors[0]?.length ?? 0;
  const cosines = new Float64Array(vectors.length * others.length);
  dotProducts(packRows(vectors, dimension), packRows(others, dimension), cosines);
  return vectors.map((_, row) => {
    const nearest = cosines
      .subarray(row * others.length, (row + 1) * others.length)
      .reduce((most, cosine) => Math.max(most, cosine), -1);
    return 2 - 2 * nearest;
  });
}

function sumOf(vectors: readonly Float32Array[]): Float64Array {
  const total = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + (vector[i] ?? 0);
  return total;
}
