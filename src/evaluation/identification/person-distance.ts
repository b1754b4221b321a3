import { mean, norm, sumOf } from '../../core/vector.ts';
import { squaredEuclidean } from '../../facenet/distance.ts';

/** The squared distance of two faces, by their places. */
export type FaceDistance = (a: number, b: number) => number;

/** How far faces are from a person of whom some are enrolled; faces by their places. */
export type PersonDistance = (enrolled: readonly number[]) => (face: number) => number;

/** The squared Euclidean distance of two embeddings. */
export const distanceOf =
  (embeddings: readonly Float32Array[]): FaceDistance =>
  (a, b) =>
    squaredEuclidean(embeddings[a] ?? new Float32Array(), embeddings[b] ?? new Float32Array());

/**
 * The same from the inner products of all faces.
 *
 * @param products of each face with every face, itself included
 */
export const distanceOfProducts =
  (products: readonly Float32Array[]): FaceDistance =>
  (a, b) =>
    Math.max(0, (products[a]?.[a] ?? NaN) + (products[b]?.[b] ?? NaN) - 2 * (products[a]?.[b] ?? NaN));

/** The distance of a person's nearest face. */
export const nearestFace =
  (distance: FaceDistance): PersonDistance =>
  (enrolled) =>
  (face) =>
    enrolled.reduce((least, other) => Math.min(least, distance(face, other)), Infinity);

/** As galleries measure it, but for the cohort: the mean of the distance of a person's nearest face and of that of the mean of the faces. */
export const nearestAndMean = (embeddings: readonly Float32Array[]): PersonDistance => {
  const vectorOf = (face: number): Float32Array => embeddings[face] ?? new Float32Array();
  const toNearest = nearestFace(distanceOf(embeddings));
  return (enrolled) => {
    const nearest = toNearest(enrolled);
    if (enrolled.length < 2) return nearest;
    const middle = meanOf(enrolled.map(vectorOf));
    return (face) => (nearest(face) + squaredEuclidean(vectorOf(face), middle)) / 2;
  };
};

/**
 * The same from the inner products of all faces, those with themselves included: computed once, they serve every draw.
 *
 * @param products of each face with every face
 */
export const nearestAndMeanOfProducts = (products: readonly Float32Array[]): PersonDistance => {
  const of = (a: number, b: number): number => products[a]?.[b] ?? NaN;
  const toNearest = nearestFace(distanceOfProducts(products));
  return (enrolled) => {
    const nearest = toNearest(enrolled);
    if (enrolled.length < 2) return nearest;
    const length = mean(enrolled.map((face) => Math.sqrt(of(face, face))));
    const sumWith = (face: number): number => enrolled.reduce((sum, other) => sum + of(face, other), 0);
    const sumLength = Math.sqrt(enrolled.reduce((sum, face) => sum + sumWith(face), 0)) || 1;
    const toMean = (face: number): number => of(face, face) + length ** 2 - (2 * length * sumWith(face)) / sumLength;
    return (face) => (nearest(face) + toMean(face)) / 2;
  };
};

/** The mean of vectors, made as long as they are on average. */
function meanOf(vectors: readonly Float32Array[]): Float64Array {
  const sum = sumOf(vectors);
  const factor = mean(vectors.map(norm)) / (norm(sum) || 1);
  return sum.map((value) => value * factor);
}
