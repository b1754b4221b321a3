import { known, planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

/** The sum of two values of one shape. */
export const add = (tape: Tape, a: Variable, b: Variable): Variable =>
  tape.derive(tape.op('Add', [a.name, b.name]), a.shape, [
    [a, (gradient) => gradient],
    [b, (gradient) => gradient],
  ]);

/** x times a number. */
export function scale(tape: Tape, x: Variable, factor: number): Variable {
  const times = (value: string): string => tape.op('Mul', [value, tape.constant(factor)]);
  return tape.derive(times(x.name), x.shape, [[x, times]]);
}

/** One behind the other along the second axis, such as channels. */
export function concat(tape: Tape, parts: readonly Variable[]): Variable {
  const widths = parts.map(({ shape }) => known(shape)[1] ?? 0);
  const starts = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width, 0));
  const [batch = 1, , ...rest] = known(parts[0]?.shape ?? []);
  const channels = widths.reduce((sum, width) => sum + width, 0);
  const result = tape.op(
    'Concat',
    parts.map(({ name }) => name),
    { axis: 1 },
  );
  return tape.derive(
    result,
    [batch, channels, ...rest],
    parts.map((part, i) => {
      const [start, end] = [starts[i] ?? 0, (starts[i] ?? 0) + (widths[i] ?? 0)];
      return [part, (gradient) => tape.op('Slice', [gradient, tape.ints([start]), tape.ints([end]), tape.ints([1])])];
    }),
  );
}

/** Each pixel becomes factor × factor equal ones; their gradients add up. */
export function upsample(tape: Tape, x: Variable, factor: number): Variable {
  const [batch, channels, height, width] = planes(x.shape);
  const apart = [batch, channels, height, factor, width, factor];
  const grown = [batch, channels, height * factor, width * factor];
  const single = tape.reshape(x.name, [batch, channels, height, 1, width, 1]);
  return tape.derive(tape.reshape(tape.op('Expand', [single, tape.ints(apart)]), grown), grown, [
    [x, (gradient) => tape.sum(tape.reshape(gradient, apart), [3, 5])],
  ]);
}

/** What is kept has the factor 1 / keep, the rest 0: `mask` holds these factors. */
export const dropout = (tape: Tape, x: Variable, mask: string): Variable =>
  tape.derive(tape.op('Mul', [x.name, mask]), x.shape, [[x, (gradient) => tape.op('Mul', [gradient, mask])]]);
