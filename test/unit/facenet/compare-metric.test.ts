import { describe, expect, test } from '@jest/globals';
import {
  COMPARE_METRICS,
  compareDistance,
  convertDistance,
  modelThreshold,
  type CompareMetric,
} from '../../../src/facenet/compare-metric.ts';
import { findKnownModel, type EmbedderInfo } from '../../../src/models/known-models.ts';

const embedderInfo = (name: string): EmbedderInfo => {
  const model = findKnownModel(name);
  if (model?.role !== 'embedder') throw new Error(`no embedder ${name}`);
  return model;
};

/** By hand, for cosines 1, 0.5 (60°), 0 (90°) and −1 (180°). */
const SAME_ANGLE: Readonly<Record<CompareMetric, number>>[] = [
  { euclidean: 0, 'squared-euclidean': 0, 'cosine-angle': 0, cosine: 0 },
  { euclidean: 1, 'squared-euclidean': 1, 'cosine-angle': 1 / 3, cosine: 0.5 },
  { euclidean: Math.SQRT2, 'squared-euclidean': 2, 'cosine-angle': 0.5, cosine: 1 },
  { euclidean: 2, 'squared-euclidean': 4, 'cosine-angle': 1, cosine: 2 },
];

describe('compareDistance', () => {
  // cos = 0.6; arccos(0.6)/π by NumPy.
  test.each<[CompareMetric, number]>([
    ['euclidean', Math.sqrt(0.8)],
    ['squared-euclidean', 0.8],
    ['cosine-angle', 0.2951672353],
    ['cosine', 0.4],
  ])('%s', (metric, expected) => {
    const [a, b] = [Float64Array.of(1, 0), Float64Array.of(0.6, 0.8)];
    expect(compareDistance(metric)(a, b)).toBeCloseTo(expected, 9);
  });
});

describe('convertDistance', () => {
  const pairs = COMPARE_METRICS.flatMap((from) => COMPARE_METRICS.map((to) => [from, to] as const));
  test.each(pairs)('from %s to %s', (from, to) => {
    for (const angle of SAME_ANGLE) expect(convertDistance(angle[from], from, to)).toBeCloseTo(angle[to], 9);
  });
});

describe('modelThreshold', () => {
  // From the thresholds of the reference on LFW View 1 by NumPy: √1.129, √1.22, √(2 − 2 cos 0.359π), arccos(1 − 1.129/2)/π.
  test.each<[string, 'fixed' | 'per-image', CompareMetric, number]>([
    ['facenet-vggface2', 'fixed', 'euclidean', 1.06254412],
    ['facenet-vggface2', 'fixed', 'squared-euclidean', 1.129],
    ['facenet-vggface2', 'fixed', 'cosine-angle', 0.35657159],
    ['facenet-vggface2', 'per-image', 'euclidean', 1.1045361],
    ['mobilefacenet', 'fixed', 'cosine-angle', 0.359],
    ['mobilefacenet', 'fixed', 'euclidean', 1.06899973],
    ['mobilefacenet', 'fixed', 'cosine', 0.57138022],
  ])('%s, %s, %s', (name, standardisation, metric, expected) => {
    const threshold = modelThreshold(embedderInfo(name), standardisation, metric);
    expect(threshold?.value).toBeCloseTo(expected, 7);
    expect(threshold?.source).toContain('LFW View 1');
  });

  test.each([
    ['mobilefacenet', 'per-image'],
    ['facenet-casia', 'fixed'],
  ] as const)('none was measured for %s with %s standardisation', (name, standardisation) => {
    expect(modelThreshold(embedderInfo(name), standardisation, 'euclidean')).toBeUndefined();
  });
});
