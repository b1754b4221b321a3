import { squaredNorm } from '../core/vector.ts';

/** How the embeddings of a batch lie. */
export interface EmbeddingFigures {
  /** Mean squared distance of two images of one person. */
  readonly positiveDistance: number;
  /** Mean squared distance of images of two people. */
  readonly negativeDistance: number;
  /** Mean squared distance of the embeddings from their mean: 0 when all are one point, 1 when they point everywhere. */
  readonly spread: number;
}

/**
 * Figures of a batch of unit vectors, `imagesPerPerson` of each person one after the other. By sums: ‖a − b‖² = 2 − 2 a·b, and the sum of a·b over
 * all pairs of a set is the squared length of the set's sum.
 */
export function embeddingFigures(data: Float32Array, dimension: number, imagesPerPerson: number): EmbeddingFigures {
  const count = data.length / dimension;
  const all = sumOf(data, dimension);
  let within = 0;
  const block = imagesPerPerson * dimension;
  for (let start = 0; start < data.length; start += block)
    within += squaredNorm(sumOf(data.subarray(start, start + block), dimension));
  const lengths = squaredNorm(data);
  const samePairs = count * (imagesPerPerson - 1);
  const otherPairs = count * (count - imagesPerPerson);
  return {
    positiveDistance: 2 * (lengths / count - (within - lengths) / Math.max(1, samePairs)),
    negativeDistance: 2 * (lengths / count - (squaredNorm(all) - within) / Math.max(1, otherPairs)),
    spread: lengths / count - squaredNorm(all) / count ** 2,
  };
}

/** Mean squared distance of vectors from their mean. */
export function spreadOf(data: Float32Array, dimension: number): number {
  const count = data.length / dimension;
  return squaredNorm(data) / count - squaredNorm(sumOf(data, dimension)) / count ** 2;
}

function sumOf(data: Float32Array, dimension: number): Float64Array {
  const sum = new Float64Array(dimension);
  data.forEach((value, i) => {
    sum[i % dimension] = (sum[i % dimension] ?? 0) + value;
  });
  return sum;
}
