import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { spreadBack } from './spread-back.ts';
import { windowAttributes, type PlacedWindow } from './placed-window.ts';

/** The mean over each window; padding does not count. */
export function averagePool(tape: Tape, x: Variable, window: PlacedWindow): Variable {
  const [batch, channels, height, width] = planes(x.shape);
  const { output } = window;
  return tape.derive(
    tape.op('AveragePool', [x.name], windowAttributes(window)),
    [batch, channels, ...output],
    [
      [
        x,
        (gradient) => {
          const shares = tape.floats([1, 1, ...output], sharesOf(window, [height, width]));
          return spreadBack(tape, tape.op('Mul', [gradient, shares]), {
            x,
            weights: ones(tape, channels, window),
            window,
            groups: channels,
          });
        },
      ],
    ],
  );
}

/** The root of the sum of squares over each window; padding is 0. The gradient is x · g / y, and 0 where all of a window is 0. */
export function l2Pool(tape: Tape, x: Variable, window: PlacedWindow): Variable {
  const [batch, channels] = planes(x.shape);
  const y = tape.op('LpPool', [x.name], { ...windowAttributes(window), p: 2 });
  return tape.derive(
    y,
    [batch, channels, ...window.output],
    [
      [
        x,
        (gradient) => {
          const share = tape.op('Div', [gradient, tape.op('Max', [y, tape.constant(LEAST_NORM)])]);
          const weights = ones(tape, channels, window);
          return tape.op('Mul', [x.name, spreadBack(tape, share, { x, weights, window, groups: channels })]);
        },
      ],
    ],
  );
}

/** The norm of a window of zeros, whose numbers have no part in it. */
const LEAST_NORM = 1e-12;

/** A kernel that sums up a window of each channel. */
const ones = (tape: Tape, channels: number, { kernel }: PlacedWindow): string =>
  tape.floats([channels, 1, ...kernel], new Float32Array(channels * kernel[0] * kernel[1]).fill(1));

/** One divided by the number of pixels that each window meets. */
function sharesOf({ kernel, stride, pads, output }: PlacedWindow, size: readonly [number, number]): Float32Array {
  const met = (axis: 0 | 1, place: number): number => {
    const start = place * stride - pads[axis];
    return Math.min(start + kernel[axis], size[axis]) - Math.max(start, 0);
  };
  return Float32Array.from({ length: output[0] * output[1] }, (_, i) => {
    const [row, column] = [Math.floor(i / output[1]), i % output[1]];
    return 1 / (met(0, row) * met(1, column));
  });
}

/** The mean over height and width: (batch, channels). */
export function globalAveragePool(tape: Tape, x: Variable): Variable {
  const sizes = planes(x.shape);
  const [batch, channels, height, width] = sizes;
  const pooled = tape.reshape(tape.op('GlobalAveragePool', [x.name]), [batch, channels]);
  return tape.derive(
    pooled,
    [batch, channels],
    [
      [
        x,
        (gradient) => {
          const share = tape.op('Mul', [gradient, tape.constant(1 / (height * width))]);
          return tape.op('Expand', [tape.reshape(share, [batch, channels, 1, 1]), tape.ints(sizes)]);
        },
      ],
    ],
  );
}
