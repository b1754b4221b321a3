import { known } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { oneHot } from './cross-entropy.ts';

/** Where a value of this is, no loss of a softmax is below. */
const NONE = -1;

export interface HardExamples {
  /** Names of inputs of (batch): the class as a float, and 1 where a sample counts, 0 where not. */
  readonly labels: string;
  readonly counted: string;
  /** Samples that are learnt from. */
  readonly kept: number;
}

/**
 * The mean of −log softmax(logits)[label] over the `kept` samples with the largest loss of those that count: online hard example mining, as
 * MTCNN is trained. The others have no gradient.
 */
export function hardExampleCrossEntropy(
  tape: Tape,
  logits: Variable,
  { labels, counted, kept }: HardExamples,
): Variable {
  const [batch = 1, classes = 1] = known(logits.shape);
  const chosen = oneHot(tape, labels, classes);
  const logarithms = tape.op('LogSoftmax', [logits.name], { axis: 1 });
  const losses = tape.op('Neg', [tape.sum(tape.op('Mul', [logarithms, chosen]), [1])]);
  const counts = tape.op('Greater', [counted, tape.constant(0.5)]);
  const ranked = tape.op('Where', [counts, losses, tape.constant(NONE)]);
  const [largest, places] = tape.pair('TopK', [ranked, tape.ints([kept])], { axis: 0 });
  const share = tape.constant(1 / kept);
  return tape.derive(
    tape.op('Mul', [tape.sum(largest, [0]), share]),
    [],
    [
      [
        logits,
        (gradient) => {
          const zeros = tape.op('ConstantOfShape', [tape.ints([batch])]);
          const ones = tape.floats([kept], new Float32Array(kept).fill(1));
          const hard = tape.op('ScatterElements', [zeros, places, ones], { axis: 0 });
          const weights = tape.op('Mul', [hard, tape.op('Mul', [gradient, share])]);
          const difference = tape.op('Sub', [tape.op('Exp', [logarithms]), chosen]);
          return tape.op('Mul', [difference, tape.op('Unsqueeze', [weights, tape.ints([1])])]);
        },
      ],
    ],
  );
}
