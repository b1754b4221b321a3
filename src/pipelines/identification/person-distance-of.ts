import { withSpread } from '../../evaluation/identification/own-spread.ts';
import {
  distanceOf,
  distanceOfProducts,
  nearestAndMean,
  nearestAndMeanOfProducts,
  type PersonDistance,
} from '../../evaluation/identification/person-distance.ts';
import { RowMatrix } from '../../gallery/search/row-matrix.ts';

/** Faces whose inner products are kept in memory: 1 GB of them. Of more, distances are computed anew for every search. */
const MOST_KEPT = 2 ** 14;

/** How far faces are from people, as galleries measure it but for the cohort. */
export function personDistanceOf(embeddings: readonly Float32Array[]): PersonDistance {
  if (embeddings.length > MOST_KEPT) return withSpread(nearestAndMean(embeddings), distanceOf(embeddings));
  const products = innerProducts(embeddings);
  return withSpread(nearestAndMeanOfProducts(products), distanceOfProducts(products));
}

/** The inner products of all vectors with one another, by the galleries' kernel. */
function innerProducts(vectors: readonly Float32Array[]): Float32Array[] {
  const matrix = new RowMatrix(vectors[0]?.length ?? 0);
  matrix.extend(vectors.length);
  for (const [row, vector] of vectors.entries()) matrix.view(row, 1).set(vector);
  const products = vectors.map(() => new Float32Array(vectors.length));
  matrix.scan(vectors, (vector, first, some) => products[vector]?.set(some, first));
  return products;
}
