import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { biasFlow, type LayerVariables } from './conv.ts';
import { slice, windowViews } from './conv-weights.ts';
import { windowAttributes, type PlacedWindow } from './placed-window.ts';

/** A convolution of each channel by itself; weights are (channels, 1, height, width). */
export function depthwiseConv(
  tape: Tape,
  x: Variable,
  { weights, biases }: LayerVariables,
  window: PlacedWindow,
): Variable {
  const [batch, channels] = planes(x.shape);
  const inputs = [x.name, weights.name, ...(biases ? [biases.name] : [])];
  const result = tape.op('Conv', inputs, { ...windowAttributes(window), group: channels });
  return tape.derive(
    result,
    [batch, channels, ...window.output],
    [
      [x, (gradient) => spreadBack(tape, gradient, { x, weights: weights.name, window })],
      [weights, (gradient) => weightGradient(tape, gradient, { x, window })],
      ...biasFlow(tape, biases),
    ],
  );
}

interface Spread {
  readonly x: Variable;
  readonly weights: string;
  readonly window: PlacedWindow;
}

/**
 * The gradient of the map that a window went over, channel by channel: the gradient of the result, with zeros between its places where the
 * stride left some out, convolved with the kernel turned round. A depthwise convolution again, which the runtime is fast at.
 */
export function spreadBack(tape: Tape, gradient: string, { x, weights, window }: Spread): string {
  const { kernel, stride, pads, output } = window;
  const [, channels, height, width] = planes(x.shape);
  const turned = slice(tape, weights, { starts: [-1, -1], ends: [-kernel[0] - 1, -kernel[1] - 1], step: -1 });
  const [top, left] = [kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1]];
  const bottom = height - output[0] * stride + pads[0];
  const right = width - output[1] * stride + pads[1];
  const around = [top, left, bottom, right];
  const attributes = { group: channels, kernel_shape: kernel };
  if (stride === 1) return tape.op('Conv', [gradient, turned], { ...attributes, pads: around });
  const spaced = spaceOut(tape, gradient, x, window);
  const framed = tape.op('Pad', [spaced, tape.ints([0, 0, top, left, 0, 0, bottom, right])]);
  return tape.op('Conv', [framed, turned], attributes);
}

/** Puts stride − 1 zeros behind each place. */
function spaceOut(tape: Tape, gradient: string, x: Variable, { stride, output }: PlacedWindow): string {
  const [batch, channels] = planes(x.shape);
  const apart = tape.reshape(gradient, [batch, channels, output[0], 1, output[1], 1]);
  const padded = tape.op('Pad', [apart, tape.ints([0, 0, 0, 0, 0, 0, 0, 0, 0, stride - 1, 0, stride - 1])]);
  return tape.reshape(padded, [batch, channels, output[0] * stride, output[1] * stride]);
}

/** For each place of the window the sum, over images and places, of what it met times the gradient. */
function weightGradient(tape: Tape, gradient: string, { x, window }: { x: Variable; window: PlacedWindow }): string {
  const [, channels] = planes(x.shape);
  const sums = windowViews(tape, x.name, window).map((view) =>
    tape.reshape(tape.sum(tape.op('Mul', [view, gradient]), [0, 2, 3]), [channels, 1]),
  );
  return tape.reshape(tape.op('Concat', sums, { axis: 1 }), [channels, 1, ...window.kernel]);
}
