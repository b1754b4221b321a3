import type { PairPosition } from './model-builder.ts';
import type { SvmModel } from './model.ts';
import { createPredictor } from './predict.ts';
import type { TrainingClass } from './training-data.ts';

/** How many samples got most votes for their own class from machines that were trained without them. */
export interface Validation {
  readonly correct: number;
  readonly samples: number;
}

export interface HeldOutVotes {
  /** @param decisions of every sample of the pair, first class first, by a machine that was trained without the sample */
  add(position: PairPosition, decisions: Float64Array): void;
  /** Once every pair is added. */
  count(model: SvmModel): Validation;
}

/**
 * A cross-validation out of what training computes anyway. The machine of a pair of other classes has never seen a sample; that of
 * a pair with its own class is replaced by the one of the five folds that was trained without it. No machine judges a sample that
 * it has seen, and each has seen at least four fifths of the rest.
 *
 * The class with most votes wins, the first of several, as in libsvm's `svm_predict`.
 */
export function createHeldOutVotes(classes: readonly TrainingClass[]): HeldOutVotes {
  // One row of k − 1 decisions a sample, over the other classes in their order; above 0 is a vote for the first class of the pair.
  const own = classes.map(({ vectors }) => vectors.map(() => new Float64Array(classes.length - 1)));
  return {
    add: ({ i, j }, decisions) => {
      const first = own[i] ?? [];
      first.forEach((row, s) => (row[j - 1] = decisions[s] ?? 0));
      own[j]?.forEach((row, s) => (row[i] = decisions[first.length + s] ?? 0));
    },
    count: (model) => {
      let winner: ReturnType<typeof createWinner> | undefined;
      const isCorrect = (c: number, row: Float64Array, x: Float32Array): boolean => {
        // Who wins all of its pairs has one vote more than any other can have.
        if (row.every((decision, other) => (other < c ? decision <= 0 : decision > 0))) return true;
        winner ??= createWinner(model);
        return winner(x, { c, row }) === c;
      };
      const correct = classes.map(
        ({ vectors }, c) => vectors.filter((x, s) => isCorrect(c, own[c]?.[s] ?? new Float64Array(), x)).length,
      );
      return { correct: sum(correct), samples: sum(classes.map(({ vectors }) => vectors.length)) };
    },
  };
}

/** The class with most votes, where a sample of class `c` takes the decisions of pairs with `c` from its own row. */
function createWinner(
  model: SvmModel,
): (x: Float32Array, own: { readonly c: number; readonly row: Float64Array }) => number {
  const { decisionValues } = createPredictor(model);
  const classes = model.labels.length;
  return (x, { c, row }) => {
    const decisions = decisionValues(x);
    const votes = new Int32Array(classes);
    for (let i = 0, pair = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, pair++) {
        const decision = i === c ? row[j - 1] : j === c ? row[i] : decisions[pair];
        const chosen = (decision ?? 0) > 0 ? i : j;
        votes[chosen] = (votes[chosen] ?? 0) + 1;
      }
    }
    return votes.indexOf(Math.max(...votes));
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
