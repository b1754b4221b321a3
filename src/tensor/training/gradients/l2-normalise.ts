import type { Tape, Variable } from '../tape/tape.ts';

/** x / √max(Σx², epsilon) over features. The gradient is (g − y · Σ g·y) / norm, or g / norm where epsilon is the larger. */
export function l2Normalise(tape: Tape, x: Variable, epsilon: number): Variable {
  const sum = tape.sum(tape.op('Mul', [x.name, x.name]), [1], true);
  const least = tape.constant(epsilon);
  const norm = tape.op('Sqrt', [tape.op('Max', [sum, least])]);
  const y = tape.op('Div', [x.name, norm]);
  return tape.derive(y, x.shape, [
    [
      x,
      (gradient) => {
        const along = tape.sum(tape.op('Mul', [gradient, y]), [1], true);
        const removed = tape.op('Where', [tape.op('Greater', [sum, least]), along, tape.constant(0)]);
        return tape.op('Div', [tape.op('Sub', [gradient, tape.op('Mul', [y, removed])]), norm]);
      },
    ],
  ]);
}
