import { shuffled, type Random } from '../core/random.ts';
import type { BinarySolution, BinarySolver } from './binary-solver.ts';
import type { PairKernel } from './pair-kernel.ts';
import { fitSigmoid, type Sigmoid } from './platt.ts';

export interface TrainedPair extends BinarySolution {
  readonly sigmoid: Sigmoid;
}

/** Folds of the cross-validation behind the probabilities, as in libsvm. */
const FOLDS = 5;

/**
 * With few samples of a class, machines are trained on one or two of them: what they decide about the others hangs on the offset
 * more than on likeness, and sigmoids fitted to that name faces wrongly that the machines name rightly: of 30 people with 3 images
 * each, whose classes overlap, 46 % of other images; 6 % with this, as by votes.
 */
const MIN_HELD_OUT = 6;

/**
 * Trains one pair of classes, and fits its sigmoid to decision values of a five-fold cross-validation (libsvm's
 * `svm_binary_svc_probability`; the shuffle comes from `random` instead of the C library); with very few samples to its own.
 */
export function trainPair(
  solver: BinarySolver,
  kernel: PairKernel,
  { positives, random }: { positives: number; random: Random },
): TrainedPair {
  solver.setRows(kernel.rows);
  const all = Int32Array.from({ length: kernel.rows.count }, (_, index) => index);
  const solution = solver.solve(all, positives);
  const isTooFew = Math.min(positives, all.length - positives) < MIN_HELD_OUT;
  const decisions = isTooFew
    ? Float64Array.from(all, decisionBy(kernel, all, solution))
    : crossValidatedDecisions(solver, kernel, { positives, order: shuffled([...all], random) });
  return { ...solution, sigmoid: fitSigmoid(decisions, positives) };
}

/** For every sample the decision value of a machine that was trained without its fold. */
function crossValidatedDecisions(
  solver: BinarySolver,
  kernel: PairKernel,
  { positives, order }: { positives: number; order: readonly number[] },
): Float64Array {
  const decisions = new Float64Array(order.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const begin = Math.floor((fold * order.length) / FOLDS);
    const end = Math.floor(((fold + 1) * order.length) / FOLDS);
    const rest = [...order.slice(0, begin), ...order.slice(end)];
    const decide = machineFor(solver, kernel, { rest, positives });
    for (const sample of order.slice(begin, end)) decisions[sample] = decide(sample);
  }
  return decisions;
}

/** The decision function trained on `rest`; a constant when a class is missing there, as in libsvm. */
function machineFor(
  solver: BinarySolver,
  kernel: PairKernel,
  { rest, positives }: { rest: readonly number[]; positives: number },
): (sample: number) => number {
  const first = rest.filter((sample) => sample < positives);
  const second = rest.filter((sample) => sample >= positives);
  if (first.length === 0 || second.length === 0) {
    const constant = Math.sign(first.length - second.length);
    return () => constant;
  }
  const subset = Int32Array.from([...first, ...second]);
  return decisionBy(kernel, subset, solver.solve(subset, first.length));
}

/** The decision function of a machine that was trained on `subset`. */
function decisionBy(
  kernel: PairKernel,
  subset: Int32Array,
  { coefficients, rho }: BinarySolution,
): (sample: number) => number {
  return (sample) => {
    let sum = -rho;
    for (let s = 0; s < subset.length; s++) {
      const coefficient = coefficients[s] ?? 0;
      if (coefficient !== 0) sum += coefficient * kernel.at(sample, subset[s] ?? 0);
    }
    return sum;
  };
}
