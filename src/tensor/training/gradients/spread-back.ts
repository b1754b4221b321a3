import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { slice } from './conv-weights.ts';
import type { PlacedWindow } from './placed-window.ts';

interface Spread {
  readonly x: Variable;
  /** As the way back wants them: (channels of x, channels of a group of the result, height, width). */
  readonly weights: string;
  readonly window: PlacedWindow;
  readonly groups: number;
}

/**
 * The gradient of the map that a window went over: the gradient of the result, with zeros between its places where the stride left some out,
 * convolved with the kernel turned round. A convolution again, which the runtime is faster at than at a transposed one.
 */
export function spreadBack(tape: Tape, gradient: string, { x, weights, window, groups }: Spread): string {
  const { kernel, stride, pads, output } = window;
  const [, , height, width] = planes(x.shape);
  const turned = turnRound(tape, weights, kernel);
  const [top, left] = [kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1]];
  const bottom = height - output[0] * stride + pads[0];
  const right = width - output[1] * stride + pads[1];
  const attributes = { group: groups, kernel_shape: kernel };
  if (stride === 1) return tape.op('Conv', [gradient, turned], { ...attributes, pads: [top, left, bottom, right] });
  const spaced = spaceOut(tape, gradient, window);
  const framed = tape.op('Pad', [spaced, tape.ints([0, 0, top, left, 0, 0, bottom, right])]);
  return tape.op('Conv', [framed, turned], attributes);
}

const turnRound = (tape: Tape, weights: string, [height, width]: PlacedWindow['kernel']): string =>
  height * width === 1
    ? weights
    : slice(tape, weights, { starts: [-1, -1], ends: [-height - 1, -width - 1], step: -1 });

/** Puts stride − 1 zeros behind each place. */
function spaceOut(tape: Tape, gradient: string, { stride, output }: PlacedWindow): string {
  const apart = tape.reshape(gradient, [0, 0, output[0], 1, output[1], 1]);
  const padded = tape.op('Pad', [apart, tape.ints([0, 0, 0, 0, 0, 0, 0, 0, 0, stride - 1, 0, stride - 1])]);
  return tape.reshape(padded, [0, 0, output[0] * stride, output[1] * stride]);
}
