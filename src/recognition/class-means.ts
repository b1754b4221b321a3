import { squaredDistance, squaredNorm, sumOf, type Vector } from '../core/vector.ts';
import { dotProducts, packRows } from '../svm/packed-rows.ts';
import type { DistanceSample } from './unknown-threshold.ts';

/** A vector scaled to length 1; one of zeros stays as it is. */
export function toUnitLength(vector: Vector): Float32Array {
  const squares = squaredNorm(vector);
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

/** The distances from which the threshold for unknown faces is found, with no face measured against itself; class by class. */
export function heldOutDistances(
  classes: readonly (readonly Float32Array[])[],
  references: readonly Float32Array[],
): DistanceSample {
  const units = classes.map((vectors) => vectors.map(toUnitLength));
  return { genuine: units.flatMap(genuineDistances), impostor: impostorDistances(units, references) };
}

/** The squared distance of two vectors of length 1 with this cosine: rounding may take it just beyond 0 or 4. */
const distanceOf = (cosine: number): number => Math.min(4, Math.max(0, 2 - 2 * cosine));

/**
 * Of each face of a class from the others. The reference will be the mean of all n faces, not of n − 1, and lies closer to every
 * one: with a cosine of r between two faces of a person the mean of m faces is √((1 + (m − 1) r) / m) long, and cosines to it grow
 * as that shrinks.
 */
function genuineDistances(vectors: readonly Float32Array[]): number[] {
  const n = vectors.length;
  const total = sumOf(vectors);
  const between = Math.max(0, (squaredNorm(total) - n) / (n * (n - 1)));
  const lengthOfMean = (m: number): number => Math.sqrt((1 + (m - 1) * between) / m);
  const growth = lengthOfMean(n - 1) / lengthOfMean(n);
  return vectors.map((vector) => {
    const others = toUnitLength(total.map((value, i) => value - (vector[i] ?? 0)));
    const cosine = 1 - squaredDistance(vector, others) / 2;
    return distanceOf(cosine * growth);
  });
}

/** Faces whose distances are computed together. */
const TOGETHER = 64;

/** Of each face from the nearest other class: what its person would get as an unknown identity. */
function impostorDistances(units: readonly (readonly Float32Array[])[], references: readonly Float32Array[]): number[] {
  const faces = units.flatMap((vectors, own) => vectors.map((vector) => ({ vector, own })));
  const dimension = references[0]?.length ?? 0;
  const packed = packRows(references, dimension);
  const cosines = new Float64Array(TOGETHER * references.length);
  const distances: number[] = [];
  for (let start = 0; start < faces.length; start += TOGETHER) {
    const some = faces.slice(start, start + TOGETHER);
    const rows = packRows(
      some.map(({ vector }) => vector),
      dimension,
    );
    dotProducts(rows, packed, cosines);
    some.forEach(({ own }, row) => {
      const toEach = cosines.subarray(row * references.length, (row + 1) * references.length);
      distances.push(distanceOf(toEach.reduce((most, cosine, c) => (c === own ? most : Math.max(most, cosine)), -1)));
    });
  }
  return distances;
}
