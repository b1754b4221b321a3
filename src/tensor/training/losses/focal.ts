import type { Tape, Variable } from '../tape/tape.ts';

export interface FocalLoss {
  /** Name of a value of the logits' shape: 1 of what is there, 0 of what is not, −1 of what does not count. */
  readonly labels: string;
  /** Name of a scalar that the sum is divided by. */
  readonly divisor: string;
  /** Weight of what is there; the rest has 1 − alpha. */
  readonly alpha: number;
  readonly gamma: number;
}

/**
 * Sigmoid focal loss (Lin et al. 2017): Σ −α (1 − q)^γ · log q / divisor, where q is the probability that is given to the label. What is judged well already hardly
 * counts.
 */
export function sigmoidFocal(tape: Tape, logits: Variable, { labels, divisor, alpha, gamma }: FocalLoss): Variable {
  const [one, minus] = [tape.constant(1), tape.constant(-1)];
  const isThere = tape.op('Greater', [labels, tape.constant(0.5)]);
  const signs = tape.op('Where', [isThere, one, minus]);
  const signed = tape.op('Mul', [logits.name, signs]);
  const opposite = tape.op('Neg', [signed]);
  const [q, rest] = [tape.op('Sigmoid', [signed]), tape.op('Sigmoid', [opposite])];
  const logarithm = tape.op('Neg', [tape.op('Softplus', [opposite])]);
  const sides = tape.op('Where', [isThere, tape.constant(alpha), tape.constant(1 - alpha)]);
  const counted = tape.op('Where', [tape.op('Less', [labels, tape.constant(-0.5)]), tape.constant(0), sides]);
  const weights = tape.op('Mul', [tape.op('Div', [counted, divisor]), tape.op('Pow', [rest, tape.constant(gamma)])]);
  const axes = logits.shape.map((_, axis) => axis);
  const total = tape.op('Neg', [tape.sum(tape.op('Mul', [weights, logarithm]), axes)]);
  return tape.derive(
    total,
    [],
    [
      [
        logits,
        (gradient) => {
          const sure = tape.op('Mul', [tape.op('Mul', [q, logarithm]), tape.constant(gamma)]);
          const slope = tape.op('Mul', [tape.op('Mul', [weights, signs]), tape.op('Sub', [sure, rest])]);
          return tape.op('Mul', [slope, gradient]);
        },
      ],
    ],
  );
}
