import type { Tape, Variable } from '../tape/tape.ts';

export interface SmoothL1 {
  /** Name of a value of x's shape. Where it does not count it may be no number. */
  readonly targets: string;
  /** Name of truth values that meet x: what counts. */
  readonly counted: string;
  /** Name of a scalar that the sum is divided by. */
  readonly divisor: string;
}

/** Σ d² / 2 where the difference d is below 1, |d| − ½ where it is above; divided (Girshick 2015). */
export function smoothL1(tape: Tape, x: Variable, { targets, counted, divisor }: SmoothL1): Variable {
  const difference = tape.op('Where', [counted, tape.op('Sub', [x.name, targets]), tape.constant(0)]);
  const size = tape.op('Abs', [difference]);
  const half = tape.constant(0.5);
  const square = tape.op('Mul', [tape.op('Mul', [difference, difference]), half]);
  const losses = tape.op('Where', [tape.op('Less', [size, tape.constant(1)]), square, tape.op('Sub', [size, half])]);
  const axes = x.shape.map((_, axis) => axis);
  const slope = (): string => tape.op('Clip', [difference, tape.constant(-1), tape.constant(1)]);
  return tape.derive(
    tape.op('Div', [tape.sum(losses, axes), divisor]),
    [],
    [[x, (gradient) => tape.op('Mul', [slope(), tape.op('Div', [gradient, divisor])])]],
  );
}
