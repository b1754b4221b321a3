import { distance, type Metric, type Vector } from '../facenet/distance.ts';
import { isTrainedOn } from './folds.ts';
import type { EmbeddingPair } from './valid-pairs.ts';

/**
 * A function from a fold to the distances of all pairs as that fold measures them. Without mean subtraction they are
 * the same for every fold and computed once. Source: `calculate_roc` and `calculate_val` in facenet.py.
 */
export function foldDistances(
  pairs: readonly EmbeddingPair[],
  foldOf: readonly number[],
  { metric, subtractMean }: { readonly metric: Metric; readonly subtractMean: boolean },
): (fold: number) => Float64Array {
  if (subtractMean) {
    const meanOf = trainingMeans(pairs, foldOf);
    return (fold) => centredDistances(pairs, meanOf(fold), metric);
  }
  const between = distance(metric);
  const distances = Float64Array.from(pairs, ({ first, second }) => between(first, second));
  return () => distances;
}

function centredDistances(pairs: readonly EmbeddingPair[], mean: Float64Array, metric: Metric): Float64Array {
  const between = distance(metric);
  const centredFirst = new Float64Array(mean.length);
  const centredSecond = new Float64Array(mean.length);
  return Float64Array.from(pairs, ({ first, second }) => {
    subtract(first, mean, centredFirst);
    subtract(second, mean, centredSecond);
    return between(centredFirst, centredSecond);
  });
}

/** A function from a fold to the mean over both vectors of every pair that it is trained on. */
function trainingMeans(pairs: readonly EmbeddingPair[], foldOf: readonly number[]): (fold: number) => Float64Array {
  const sums = [...foldSums(pairs, foldOf)];
  return (fold) => {
    const vectors = 2 * foldOf.filter((other) => isTrainedOn(fold, other, sums.length)).length;
    const total = new Float64Array(pairs[0]?.first.length ?? 0);
    for (const [other, sum] of sums) if (isTrainedOn(fold, other, sums.length)) add(sum, total);
    return total.map((value) => value / vectors);
  };
}

/** The sum of all vectors of each fold: each vector is read once, not once a fold. */
function foldSums(pairs: readonly EmbeddingPair[], foldOf: readonly number[]): ReadonlyMap<number, Float64Array> {
  const sums = new Map<number, Float64Array>();
  for (const [index, { first, second }] of pairs.entries()) {
    const fold = foldOf[index] ?? 0;
    const sum = sums.get(fold) ?? new Float64Array(first.length);
    add(first, sum);
    add(second, sum);
    sums.set(fold, sum);
  }
  return sums;
}

function add(vector: Vector, sum: Float64Array): void {
  const { length } = sum;
  for (let i = 0; i < length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
}

function subtract(vector: Float32Array, mean: Float64Array, result: Float64Array): void {
  const { length } = mean;
  for (let i = 0; i < length; i++) result[i] = (vector[i] ?? 0) - (mean[i] ?? 0);
}
