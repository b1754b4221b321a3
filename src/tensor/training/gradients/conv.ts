import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import { convWeightGradient } from './conv-weights.ts';
import { windowAttributes, type PlacedWindow } from './placed-window.ts';
import { spreadBack } from './spread-back.ts';

export interface LayerVariables {
  readonly weights: Variable;
  readonly biases?: Variable | undefined;
}

/** A convolution of planes; weights are (filters, channels, height, width). */
export function conv(tape: Tape, x: Variable, { weights, biases }: LayerVariables, window: PlacedWindow): Variable {
  const [batch] = planes(x.shape);
  const [filters] = planes(weights.shape);
  const inputs = [x.name, weights.name, ...(biases ? [biases.name] : [])];
  const result = tape.op('Conv', inputs, windowAttributes(window));
  return tape.derive(
    result,
    [batch, filters, ...window.output],
    [
      [x, (gradient) => dataGradient(tape, gradient, { x, weights, window })],
      [weights, (gradient) => convWeightGradient(tape, gradient, { x, filters, window })],
      ...biasFlow(tape, biases),
    ],
  );
}

/** The gradient of the biases of planes, where there are biases. */
export const biasFlow = (tape: Tape, biases: Variable | undefined) =>
  biases ? [[biases, (gradient: string) => tape.sum(gradient, [0, 2, 3])] as const] : [];

interface Parts {
  readonly x: Variable;
  readonly weights: Variable;
  readonly window: PlacedWindow;
}

/** As many numbers as a core keeps near it. */
const MANY_COLUMNS = 500_000;

/**
 * Of a 1×1 convolution another one; of others the transposed convolution, brought to the size of the map, or, where its columns do
 * not stay near the processor, a convolution with the kernel turned round.
 */
function dataGradient(tape: Tape, gradient: string, { x, weights, window }: Parts): string {
  const { kernel, stride, pads, output } = window;
  const [, channels, height, width] = planes(x.shape);
  const [filters] = planes(weights.shape);
  if (kernel[0] * kernel[1] * stride === 1) {
    const matrix = tape.op('Transpose', [tape.reshape(weights.name, [filters, channels])], { perm: [1, 0] });
    return tape.op('Conv', [gradient, tape.reshape(matrix, [channels, filters, 1, 1])], { kernel_shape: kernel });
  }
  const columns = channels * kernel[0] * kernel[1] * height * width;
  if (stride === 1 && filters <= 2 * channels && columns >= MANY_COLUMNS) {
    const turned = tape.op('Transpose', [weights.name], { perm: [1, 0, 2, 3] });
    return spreadBack(tape, gradient, { x, weights: turned, window, groups: 1 });
  }
  const rest = [height, width].map(
    (size, axis) =>
      size - (stride * ((output[axis] ?? 0) - 1) + (kernel[axis] ?? 0) - (pads[axis] ?? 0) - (pads[axis + 2] ?? 0)),
  );
  return tape.op('ConvTranspose', [gradient, weights.name], { ...windowAttributes(window), output_padding: rest });
}
