import { kernels, openScratch } from '../kernels/kernels.ts';

/** One probability a pair to one probability a class. */
export type Coupler = (pairs: Float32Array | Float64Array) => Float64Array;

/**
 * Makes a function that turns one probability a pair into one probability a class, by the second method of Wu, Lin and Weng
 * (2004), "Probability estimates for multi-class classification by pairwise coupling", algorithm 2 (libsvm's
 * `multiclass_probability`).
 *
 * `pairs` holds P(i | i or j) in the order (0, 1), (0, 2), …, (k − 2, k − 1), each in [0, 1]; as in libsvm they are
 * kept 1e-7 from its ends, so that no pair can veto a class. Returns k numbers that add up to 1.
 */
export function createCoupler(classes: number): Coupler {
  const evenClasses = classes + (classes % 2);
  return (pairs) => {
    const scratch = openScratch(8 * (pairs.length + (classes + 1) * evenClasses + classes), 4);
    const given = scratch.float64(pairs.length);
    given.set(pairs);
    const q = scratch.float64(classes * evenClasses);
    const qp = scratch.float64(evenClasses);
    const p = scratch.float64(classes);
    kernels.couple(given.byteOffset, classes, q.byteOffset, qp.byteOffset, p.byteOffset);
    return p.slice();
  };
}
