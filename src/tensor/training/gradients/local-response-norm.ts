import { neighbourBand } from '../../neighbour-band.ts';
import type { ResponseNorm } from '../../network.ts';
import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

/**
 * y = x · s^−beta with s = bias + alpha / size · Σ x² over the channels around. The gradient is g · s^−beta − 2 · alpha / size · beta · x · Σ g·y / s,
 * as each number is among the neighbours of the same channels.
 */
export function localResponseNorm(tape: Tape, x: Variable, { size, alpha, beta, bias }: ResponseNorm): Variable {
  const [, channels] = planes(x.shape);
  const band = tape.floats([channels, channels, 1, 1], neighbourBand(channels, size));
  const sumAround = (values: string): string => tape.op('Conv', [values, band]);
  const squares = tape.op('Mul', [sumAround(tape.op('Mul', [x.name, x.name])), tape.constant(alpha / size)]);
  const s = tape.op('Add', [squares, tape.constant(bias)]);
  const power = tape.op('Pow', [s, tape.constant(-beta)]);
  const y = tape.op('Mul', [x.name, power]);
  return tape.derive(y, x.shape, [
    [
      x,
      (gradient) => {
        const around = sumAround(tape.op('Div', [tape.op('Mul', [gradient, y]), s]));
        const removed = tape.op('Mul', [tape.op('Mul', [x.name, around]), tape.constant((2 * alpha * beta) / size)]);
        return tape.op('Sub', [tape.op('Mul', [gradient, power]), removed]);
      },
    ],
  ]);
}
