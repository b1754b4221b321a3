import { setImmediate } from 'node:timers/promises';
import { seededRandom } from '../core/seeded-random.ts';
import { createBinarySolver, type BinarySolver } from './binary-solver.ts';
import { createModelBuilder } from './model-builder.ts';
import { pairCount, type Kernel, type SvmModel } from './model.ts';
import { pairKernel, prepareClass } from './pair-kernel.ts';
import { trainPair } from './train-pair.ts';
import { checkedClasses, checkOptions, type TrainingClass } from './training-data.ts';

export interface TrainSvmOptions {
  /** Default `linear`, as FaceNet's classifier. */
  readonly kernel?: 'linear' | 'rbf';
  /** C, above 0: what a sample on the wrong side costs. Default 1. */
  readonly cost?: number;
  /** Of the `rbf` kernel, above 0. Default 1 / (d · variance of all numbers), scikit-learn's `scale`. */
  readonly gamma?: number;
  /** Seed of the cross-validation behind the probabilities. Default 666, as FaceNet's classifier. */
  readonly seed?: number;
  /** libsvm's shrinking heuristics. They change the time, not the result. Default true. */
  readonly shrinking?: boolean;
  /**
   * When the optimisation stops: the largest violation of its conditions. Default 1e-4: with the 1e-3 of libsvm and
   * scikit-learn decision values are up to 1e-3 off the optimum, and the time is about the same.
   */
  readonly tolerance?: number;
  /** Called now and then with the pairs of classes trained so far. */
  readonly onProgress?: (pairs: number, total: number) => void;
}

/** After this many milliseconds other work gets its turn: signals, progress bars. */
const TURN = 50;

/**
 * Trains a one-vs-one C-SVC with probability estimates on `samples` (vectors of one length) and their `labels` (one integer
 * each), by libsvm. Classes of the model are in ascending order of their labels. The same samples, labels and seed give the
 * same model, bit by bit.
 *
 * libsvm itself trains one two-class problem for every pair of classes, and five more for its probabilities; here they are
 * handed to it one by one with the kernel precomputed: no dot product is computed twice, and only the kernel of one pair is
 * held at a time.
 *
 * @throws FacekitError `svm-training-data`: lengths differ, a number is not finite, fewer than two classes, a class with
 *   fewer than two samples; `usage`: an option out of range; `svm-memory`: see `createBinarySolver`.
 */
export async function trainSvm(
  samples: readonly Float32Array[],
  labels: readonly number[],
  options: TrainSvmOptions = {},
): Promise<SvmModel> {
  return (await trainCountedSvm(samples, labels, options)).model;
}

export interface CountedSvm {
  readonly model: SvmModel;
  /** Pairs with a machine that libsvm gave up before its optimum, at its limit of iterations. */
  readonly unfinishedPairs: number;
}

/** `trainSvm`, with what did not go to its end. */
export async function trainCountedSvm(
  samples: readonly Float32Array[],
  labels: readonly number[],
  options: TrainSvmOptions = {},
): Promise<CountedSvm> {
  const { cost = 1, tolerance = 1e-4, shrinking = true, seed = 666 } = options;
  checkOptions({ cost, tolerance, gamma: options.gamma ?? 1, seed });
  const classes = checkedClasses(samples, labels);
  const kernel = kernelOf(options, samples);
  using solver = await createBinarySolver({ cost, tolerance, shrinking });
  return await trainPairs(solver, classes, {
    kernel,
    seed,
    onProgress: options.onProgress ?? (() => undefined),
  });
}

async function trainPairs(
  solver: BinarySolver,
  classes: readonly TrainingClass[],
  { kernel, seed, onProgress }: { kernel: Kernel; seed: number; onProgress: (pairs: number, total: number) => void },
): Promise<CountedSvm> {
  const builder = createModelBuilder(classes, kernel);
  const prepared = classes.map(({ vectors }) => prepareClass(vectors, vectors[0]?.length ?? 0, kernel));
  const total = pairCount(classes.length);
  let turn = performance.now();
  let pair = 0;
  let unfinishedPairs = 0;
  for (const [i, first] of prepared.entries()) {
    for (const [offset, second] of prepared.slice(i + 1).entries()) {
      const random = seededRandom(seed, pair);
      const unfinished = solver.unfinished;
      const trained = trainPair(solver, pairKernel(first, second, kernel), {
        positives: first.vectors.length,
        random,
      });
      const position = { i, j: i + 1 + offset, pair };
      if (solver.unfinished > unfinished) unfinishedPairs += 1;
      builder.add(position, trained);
      pair += 1;
      if (performance.now() - turn < TURN) continue;
      onProgress(pair, total);
      await setImmediate();
      turn = performance.now();
    }
  }
  onProgress(total, total);
  return { model: builder.build(), unfinishedPairs };
}

function kernelOf({ kernel = 'linear', gamma }: TrainSvmOptions, samples: readonly Float32Array[]): Kernel {
  return kernel === 'linear' ? { type: 'linear' } : { type: 'rbf', gamma: gamma ?? scaledGamma(samples) };
}

/** 1 / (d · variance over all numbers of all samples). */
function scaledGamma(samples: readonly Float32Array[]): number {
  let [count, sum, squares] = [0, 0, 0];
  for (const sample of samples) {
    count += sample.length;
    for (const value of sample) {
      sum += value;
      squares += value * value;
    }
  }
  const variance = squares / count - (sum / count) ** 2;
  return variance > 0 ? samples.length / (count * variance) : 1;
}
