import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { biasFlow, type LayerVariables } from './conv.ts';
import { windowViews } from './conv-weights.ts';
import { windowAttributes, type PlacedWindow } from './placed-window.ts';
import { spreadBack } from './spread-back.ts';

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
      [x, (gradient) => spreadBack(tape, gradient, { x, weights: weights.name, window, groups: channels })],
      [weights, (gradient) => weightGradient(tape, gradient, { x, window })],
      ...biasFlow(tape, biases),
    ],
  );
}

/** For each place of the window the sum, over images and places, of what it met times the gradient. */
function weightGradient(tape: Tape, gradient: string, { x, window }: { x: Variable; window: PlacedWindow }): string {
  const [, channels] = planes(x.shape);
  const sums = windowViews(tape, x.name, window).map((view) =>
    tape.reshape(tape.sum(tape.op('Mul', [view, gradient]), [0, 2, 3]), [channels, 1]),
  );
  return tape.reshape(tape.op('Concat', sums, { axis: 1 }), [channels, 1, ...window.kernel]);
}
