/** How numbers are spread: what TensorBoard draws. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper ends of the buckets, growing; the numbers of a bucket lie below its end. */
  readonly limits: Float64Array;
  /** Numbers in each bucket. */
  readonly counts: Float64Array;
}

/**
 * The histogram of TensorFlow's summaries: buckets that grow by a tenth from 1e-12 to 1e20 on either side of 0; of neighbouring ones without a
 * number one is kept. Numbers that are not finite are left out.
 */
export function histogramOf(values: Float32Array): Histogram {
  const limits = bucketLimits();
  const counts = new Float64Array(limits.length);
  let [min, max, count, sum, sumOfSquares] = [Infinity, -Infinity, 0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bucket = bucketOf(value, limits);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    min = Math.min(min, value);
    max = Math.max(max, value);
    count++;
    sum += value;
    sumOfSquares += value * value;
  }
  return { min, max, count, sum, sumOfSquares, ...withoutEmptyRuns(limits, counts) };
}

function bucketLimits(): Float64Array {
  const positive: number[] = [];
  for (let limit = 1e-12; limit < 1e20; limit *= 1.1) positive.push(limit);
  positive.push(Number.MAX_VALUE);
  return Float64Array.from([...positive.toReversed().map((limit) => -limit), 0, ...positive]);
}

/** The first bucket whose end is above the number. */
function bucketOf(value: number, limits: Float64Array): number {
  let [low, high] = [0, limits.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((limits[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function withoutEmptyRuns(limits: Float64Array, counts: Float64Array): Pick<Histogram, 'limits' | 'counts'> {
  const isKept = (_: number, i: number): boolean => counts[i] !== 0 || counts[i + 1] !== 0;
  return { limits: limits.filter(isKept), counts: counts.filter(isKept) };
}
