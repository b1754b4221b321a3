import type { ModelStandardisation } from '../models/model-info.ts';
import type { EmbedderInfo } from '../models/known-models.ts';
import { cosineAngle, squaredEuclidean, type Distance } from './distance.ts';

/**
 * What `compare` can measure. `euclidean`: the length of the difference, as FaceNet's `compare.py`; `squared-euclidean` and
 * `cosine-angle`: FaceNet's metrics 0 and 1; `cosine`: 1 − cos, from 0 same direction to 2 opposite.
 */
export const COMPARE_METRICS = ['euclidean', 'squared-euclidean', 'cosine-angle', 'cosine'] as const;
export type CompareMetric = (typeof COMPARE_METRICS)[number];

interface Measure {
  readonly distance: Distance;
  /** The cosine of vectors of length 1 that are this far apart, and the way back. */
  readonly toCosine: (distance: number) => number;
  readonly fromCosine: (cosine: number) => number;
}

/** |a − b|² = 2 − 2 cos for vectors of length 1. */
const MEASURES: Readonly<Record<CompareMetric, Measure>> = {
  euclidean: {
    distance: (a, b) => Math.sqrt(squaredEuclidean(a, b)),
    toCosine: (distance) => 1 - distance ** 2 / 2,
    fromCosine: (cosine) => Math.sqrt(2 - 2 * cosine),
  },
  'squared-euclidean': {
    distance: squaredEuclidean,
    toCosine: (distance) => 1 - distance / 2,
    fromCosine: (cosine) => 2 - 2 * cosine,
  },
  'cosine-angle': {
    distance: cosineAngle,
    toCosine: (distance) => Math.cos(Math.PI * distance),
    fromCosine: (cosine) => Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI,
  },
  cosine: {
    distance: (a, b) => 1 - Math.cos(Math.PI * cosineAngle(a, b)),
    toCosine: (distance) => 1 - distance,
    fromCosine: (cosine) => 1 - cosine,
  },
};

/** The distance function of a metric; it throws `embedding-length` for vectors of different lengths. */
export const compareDistance = (metric: CompareMetric): Distance => MEASURES[metric].distance;

/** A distance between vectors of length 1 in another metric. */
export const convertDistance = (distance: number, from: CompareMetric, to: CompareMetric): number =>
  from === to ? distance : MEASURES[to].fromCosine(MEASURES[from].toCosine(distance));

/** A distance below which two faces count as the same person. */
export interface Threshold {
  readonly value: number;
  /** Where it comes from: the data that it was measured on. */
  readonly source: string;
}

/** The threshold of a model for a metric; undefined where none was measured with that standardisation. */
export function modelThreshold(
  { verification = [] }: Pick<EmbedderInfo, 'verification'>,
  standardisation: ModelStandardisation,
  metric: CompareMetric,
): Threshold | undefined {
  const measured = verification.find((candidate) => candidate.standardisation === standardisation);
  return (
    measured && {
      value: convertDistance(measured.threshold, measured.metric, metric),
      source: measured.source,
    }
  );
}
