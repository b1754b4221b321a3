import { concat } from '../gradients/shaping.ts';
import { planes } from '../tape/sizes.ts';
import type { Tape, Variable } from '../tape/tape.ts';

/**
 * Maps of several sizes as rows of `numbers` each: (batch, groups · numbers, height, width) of each becomes (batch, Σ groups · height · width, numbers), one
 * map behind the other, group by group, place by place.
 */
export const rowsOf = (tape: Tape, maps: readonly Variable[], numbers: number): Variable =>
  concat(
    tape,
    maps.map((map) => rowsOfMap(tape, map, numbers)),
  );

function rowsOfMap(tape: Tape, map: Variable, numbers: number): Variable {
  const [batch, channels, height, width] = planes(map.shape);
  const [groups, places] = [channels / numbers, height * width];
  /** Exchanges the last two of four axes. */
  const turned = (name: string, shape: readonly number[]): string =>
    tape.op('Transpose', [tape.reshape(name, shape)], { perm: [0, 1, 3, 2] });
  const shape = [batch, groups * places, numbers];
  const rows = tape.reshape(turned(map.name, [batch, groups, numbers, places]), shape);
  return tape.derive(rows, shape, [
    [map, (gradient) => tape.reshape(turned(gradient, [batch, groups, places, numbers]), planes(map.shape))],
  ]);
}

/** Rows of (batch, rows, …), from the first to before the last. */
export const sliceRows = (tape: Tape, rows: string, [from, to]: readonly [number, number]): string =>
  tape.op('Slice', [rows, tape.ints([from]), tape.ints([to]), tape.ints([1])]);
