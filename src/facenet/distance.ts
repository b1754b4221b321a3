import { FacekitError } from '../core/errors.ts';
import { squaredDistance } from '../core/vector.ts';

/** The two metrics of FaceNet, in its numbering: `--distance_metric` 0 and 1 are the indices here. */
export const METRICS = ['squared-euclidean', 'cosine-angle'] as const;
export type Metric = (typeof METRICS)[number];

/** An embedding as stored (float32), or one that a computation has changed (float64). */
export type Vector = Float32Array | Float64Array;

/** A distance between two vectors of one length; the smaller, the more alike. */
export type Distance = (a: Vector, b: Vector) => number;

const DISTANCES: Readonly<Record<Metric, Distance>> = {
  'squared-euclidean': squaredEuclidean,
  'cosine-angle': cosineAngle,
};

/** The distance function of a metric. Source: `distance` in facenet.py. */
export const distance = (metric: Metric): Distance => DISTANCES[metric];

/**
 * Sum of squared differences, in float64. Embeddings of unit length lie in [0, 4]; with a mirrored copy appended, in [0, 8].
 * Throws `embedding-length` when the lengths differ.
 */
export function squaredEuclidean(a: Vector, b: Vector): number {
  requireOneLength(a, b);
  return squaredDistance(a, b);
}

/**
 * The angle between two vectors as a share of a half turn, arccos(cos)/π, in float64: 0 same direction, 0.5 orthogonal,
 * 1 opposite. FaceNet gives NaN in two cases that are mended here: a cosine that rounding carries past ±1 is clamped, and
 * a zero vector, which has no direction, counts as orthogonal to everything. Throws `embedding-length` when the lengths differ.
 */
export function cosineAngle(a: Vector, b: Vector): number {
  requireOneLength(a, b);
  // In one pass: three would take more than twice as long.
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    dot += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const norms = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  const cosine = norms === 0 ? 0 : dot / norms;
  return Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI;
}

function requireOneLength(a: Vector, b: Vector): void {
  if (a.length === b.length) return;
  throw new FacekitError(
    'embedding-length',
    `Expected two embeddings of one length but received ${a.length} and ${b.length} numbers; compare embeddings of the same model only.`,
  );
}
