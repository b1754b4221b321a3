import { known, planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';
import type { LayerVariables } from './conv.ts';

/** A fully connected layer over (batch, features); weights are (features, units). */
export function dense(tape: Tape, x: Variable, { weights, biases }: LayerVariables): Variable {
  const [batch = 1] = known(x.shape);
  const [, units = 1] = known(weights.shape);
  const result = tape.op('Gemm', [x.name, weights.name, ...(biases ? [biases.name] : [])]);
  return tape.derive(
    result,
    [batch, units],
    [
      [x, (gradient) => tape.op('Gemm', [gradient, weights.name], { transB: 1 })],
      [weights, (gradient) => tape.op('Gemm', [x.name, gradient], { transA: 1 })],
      ...(biases ? [[biases, (gradient: string) => tape.sum(gradient, [0])] as const] : []),
    ],
  );
}

/** Planes as the description flattens them: (batch, height · width · channels). Features stay as they are. */
export function flatten(tape: Tape, x: Variable): Variable {
  if (x.shape.length === 2) return x;
  const [batch, channels, height, width] = planes(x.shape);
  const turned = tape.op('Transpose', [x.name], { perm: [0, 2, 3, 1] });
  const features = channels * height * width;
  return tape.derive(
    tape.reshape(turned, [batch, features]),
    [batch, features],
    [
      [
        x,
        (gradient) =>
          tape.op('Transpose', [tape.reshape(gradient, [batch, height, width, channels])], { perm: [0, 3, 1, 2] }),
      ],
    ],
  );
}
