/** A list of numbers. All that is computed of them is in double precision, one number after the other: the same vectors give the same bits. */
export type Vector = ArrayLike<number>;

/** a · b, of vectors of one length. */
export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** ‖a‖². */
export const squaredNorm = (a: Vector): number => dot(a, a);

/** ‖a‖, the Euclidean length. */
export const norm = (a: Vector): number => Math.sqrt(squaredNorm(a));

/** ‖a − b‖², of vectors of one length. */
export function squaredDistance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/** The sum of vectors of one length. */
export function sumOf(vectors: readonly Vector[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
  return sum;
}

/** The mean of the numbers of a vector; NaN of none. */
export function mean(a: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] ?? 0;
  return sum / a.length;
}
