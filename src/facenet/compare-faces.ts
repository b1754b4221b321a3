import type { Embedding } from '../core/embedding.ts';
import { compareDistance, type CompareMetric } from './compare-metric.ts';

/** Two faces, by their rows in the matrix, and what their distance says. */
export interface ComparedPair {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
  /** Whether they count as the same person; null where there is no threshold to tell. */
  readonly same: boolean | null;
}

/** How far every face is from every other. */
export interface FaceComparison {
  /** faces × faces, symmetric, zeros on the diagonal. */
  readonly distances: readonly (readonly number[])[];
  /** Each pair once: 0–1, 0–2, …, 1–2, …. */
  readonly pairs: readonly ComparedPair[];
}

/**
 * Compares faces by their embeddings, which are of one model and one standardisation.
 *
 * @param threshold in the metric's unit: two faces count as the same person when they are less far apart (`compare.py` leaves
 *   that to its reader).
 * @throws FacekitError `embedding-length`.
 */
export function compareFaces(
  embeddings: readonly Embedding[],
  metric: CompareMetric,
  threshold?: number,
): FaceComparison {
  const distance = compareDistance(metric);
  const distances = embeddings.map((a, row) => embeddings.map((b, column) => (row === column ? 0 : distance(a, b))));
  const pairs = distances.flatMap((row, a) =>
    row.map((apart, b) => ({ a, b, distance: apart, same: isBelow(apart, threshold) })).slice(a + 1),
  );
  return { distances, pairs };
}

const isBelow = (distance: number, threshold: number | undefined): boolean | null =>
  threshold === undefined ? null : distance < threshold;
