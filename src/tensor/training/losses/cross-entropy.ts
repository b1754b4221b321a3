import { known } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

const INT64 = 7;

/**
 * The mean over the batch of −log softmax(logits)[label].
 *
 * @param labels name of an input of (batch) floats that are whole numbers from 0
 */
export function softmaxCrossEntropy(tape: Tape, logits: Variable, labels: string): Variable {
  const [batch = 1, classes = 1] = known(logits.shape);
  const chosen = oneHot(tape, labels, classes);
  const logarithms = tape.op('LogSoftmax', [logits.name], { axis: 1 });
  const sum = tape.sum(tape.op('Mul', [logarithms, chosen]), [0, 1]);
  return tape.derive(
    tape.op('Mul', [sum, tape.constant(-1 / batch)]),
    [],
    [
      [
        logits,
        (gradient) => {
          const difference = tape.op('Sub', [tape.op('Exp', [logarithms]), chosen]);
          return tape.op('Mul', [difference, tape.op('Mul', [gradient, tape.constant(1 / batch)])]);
        },
      ],
    ],
  );
}

/** The share of the batch whose largest logit is that of its label: a scalar, without a gradient. */
export function accuracy(tape: Tape, logits: Variable, labels: string): Variable {
  const best = tape.op('ArgMax', [logits.name], { axis: 1, keepdims: 0 });
  const equal = tape.op('Equal', [best, tape.op('Cast', [labels], { to: INT64 })]);
  const right = tape.op('Cast', [equal], { to: 1 });
  return tape.leaf(tape.op('ReduceMean', [right], { axes: [0], keepdims: 0 }), [], false);
}

/** (batch, classes): 1 at the label, 0 elsewhere. */
export function oneHot(tape: Tape, labels: string, classes: number): string {
  const whole = tape.op('Cast', [labels], { to: INT64 });
  const offOn = tape.floats([2], Float32Array.of(0, 1));
  return tape.op('OneHot', [whole, tape.ints([classes]), offOn], { axis: 1 });
}
