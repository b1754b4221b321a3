import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

/**
 * Maps of several sizes as rows of `numbers` each: (batch, groups · numbers, height, width) of each becomes (batch, Σ groups · height · width, numbers), one
 * map behind the other, group by group, place by place.
 */
export function rowsOf(tape: Tape, maps: readonly Variable[], numbers: number): Variable {
  const parts = maps.map(({ name, shape }) => {
    const [batch, channels, height, width] = planes(shape);
    const apart = [batch, channels / numbers, numbers, height * width];
    const count = (channels / numbers) * height * width;
    const turned = tape.op('Transpose', [tape.reshape(name, apart)], { perm: [0, 1, 3, 2] });
    return { rows: tape.reshape(turned, [batch, count, numbers]), apart, count };
  });
  const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, { count }) => sum + count, 0));
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const result = tape.op(
    'Concat',
    parts.map(({ rows }) => rows),
    { axis: 1 },
  );
  return tape.derive(
    result,
    [maps[0]?.shape[0] ?? 1, total, numbers],
    maps.map((map, i) => [
      map,
      (gradient) => {
        const { apart = [], count = 0 } = parts[i] ?? {};
        const [batch = 1, groups = 1, , places = 1] = apart;
        const own = sliceRows(tape, gradient, [starts[i] ?? 0, (starts[i] ?? 0) + count]);
        const turned = tape.op('Transpose', [tape.reshape(own, [batch, groups, places, numbers])], {
          perm: [0, 1, 3, 2],
        });
        return tape.reshape(turned, planes(map.shape));
      },
    ]),
  );
}

/** Rows of (batch, rows, …), from the first to before the last. */
export const sliceRows = (tape: Tape, rows: string, [from, to]: readonly [number, number]): string =>
  tape.op('Slice', [rows, tape.ints([from]), tape.ints([to]), tape.ints([1])]);
