import { known } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

const INT64 = 7;

export interface CentreLoss {
  /** The mean over all numbers of (x − centre of the label)², with the centres from before this step. */
  readonly loss: Variable;
  /** The centres after this step, of the shape of those before. */
  readonly centres: string;
}

export interface CentreInputs {
  /** Name of an input of (batch) floats that are whole numbers from 0. */
  readonly labels: string;
  /** Name of (classes, features). */
  readonly centres: string;
  /** What remains of a centre for each of its images: FaceNet's `center_loss_alfa`. */
  readonly alfa: number;
}

/**
 * FaceNet's `center_loss`: c ← c − (1 − alfa) · (c − x) for each image of the batch, so that images of one class add up; Wen et al. divide by
 * one more than their number. The centres have no gradient.
 */
export function centreLoss(tape: Tape, x: Variable, { labels, centres, alfa }: CentreInputs): CentreLoss {
  const [batch = 1, features = 1] = known(x.shape);
  const rows = tape.op('Cast', [labels], { to: INT64 });
  const own = tape.op('Gather', [centres, rows], { axis: 0 });
  const difference = tape.op('Sub', [x.name, own]);
  const share = 1 / (batch * features);
  const total = tape.sum(tape.op('Mul', [difference, difference]), [0, 1]);
  const loss = tape.derive(tape.op('Mul', [total, tape.constant(share)]), [], [
    [x, (gradient) => tape.op('Mul', [difference, tape.op('Mul', [gradient, tape.constant(2 * share)])])],
  ]); // prettier-ignore
  const moves = tape.op('Mul', [difference, tape.constant(1 - alfa)]);
  const places = tape.op('Expand', [tape.op('Unsqueeze', [rows, tape.ints([1])]), tape.ints([batch, features])]);
  return { loss, centres: tape.op('ScatterElements', [centres, places, moves], { axis: 0, reduction: 'add' }) };
}

/** FaceNet's prelogits norm: the mean over the batch of ‖ |x| + 0.0001 ‖ₚ. */
export function prelogitsNorm(tape: Tape, x: Variable, p: number): Variable {
  const [batch = 1] = known(x.shape);
  const sizes = tape.op('Add', [tape.op('Abs', [x.name]), tape.constant(1e-4)]);
  const sums = tape.sum(tape.op('Pow', [sizes, tape.constant(p)]), [1], true);
  const norms = tape.op('Pow', [sums, tape.constant(1 / p)]);
  return tape.derive(tape.op('Mul', [tape.sum(norms, [0, 1]), tape.constant(1 / batch)]), [], [
    [
      x,
      (gradient) => {
        const slope = tape.op('Pow', [tape.op('Div', [sizes, norms]), tape.constant(p - 1)]);
        const signed = tape.op('Mul', [slope, tape.op('Sign', [x.name])]);
        return tape.op('Mul', [signed, tape.op('Mul', [gradient, tape.constant(1 / batch)])]);
      },
    ],
  ]); // prettier-ignore
}
