import type { Tape, Variable } from '../tape/tape.ts';

/**
 * The sum of squared differences from what is wanted, each row times its weight: Σ w · ‖x − target‖². With weights of 1 / rows it is the mean
 * over the batch; with 0 a row is left out, as where a sample has no box.
 *
 * @param target name of an input of the shape of x
 * @param weights name of an input of (batch) numbers
 */
export function weightedSquares(tape: Tape, x: Variable, target: string, weights: string): Variable {
  const column = tape.op('Unsqueeze', [weights, tape.ints([1])]);
  const difference = tape.op('Sub', [x.name, target]);
  const weighted = tape.op('Mul', [difference, column]);
  return tape.derive(
    tape.sum(tape.op('Mul', [weighted, difference]), [0, 1]),
    [],
    [[x, (gradient) => tape.op('Mul', [weighted, tape.op('Mul', [gradient, tape.constant(2)])])]],
  );
}

/** Half the sum of the squares of weights, times `factor`: slim's l2_regularizer. */
export function weightDecay(tape: Tape, weights: readonly Variable[], factor: number): Variable {
  const sums = weights.map(({ name, shape }) =>
    tape.op('ReduceSumSquare', [name], { axes: shape.map((_, axis) => axis), keepdims: 0 }),
  );
  const total = tape.op('Mul', [tape.op('Sum', sums), tape.constant(factor / 2)]);
  return tape.derive(
    total,
    [],
    weights.map((weight) => [
      weight,
      (gradient) => tape.op('Mul', [weight.name, tape.op('Mul', [gradient, tape.constant(factor)])]),
    ]),
  );
}
