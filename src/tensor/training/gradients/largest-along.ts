import type { Tape } from '../tape/tape.ts';

/** Windows along one axis of a map. */
export interface Along {
  /** Of the map: (before the axis, along it, behind it). */
  readonly sizes: readonly [before: number, length: number, behind: number];
  readonly kernel: number;
  readonly stride: number;
  /** Padding before the first place. */
  readonly begin: number;
  readonly output: number;
}

/** What is in the padding is never the largest. */
const LEAST = -3.4e38;

/** What each place of the window meets: (before, output, behind). */
export function tapsAlong(tape: Tape, map: string, { sizes, kernel, stride, begin, output }: Along): string[] {
  const [, length] = sizes;
  const reach = stride * (output - 1) + 1;
  const end = Math.max(0, reach + kernel - 1 - begin - length);
  const x = tape.reshape(map, sizes);
  const padded = begin + end > 0 ? tape.op('Pad', [x, tape.ints([0, begin, 0, 0, end, 0]), tape.constant(LEAST)]) : x;
  return Array.from({ length: kernel }, (_, tap) =>
    tape.op('Slice', [padded, ...[[tap], [tap + reach], [1], [stride]].map((each) => tape.ints(each))]),
  );
}

interface Pooled {
  readonly taps: readonly string[];
  /** The largest of them, and its gradient: as large as they are. */
  readonly largest: string;
  readonly gradient: string;
}

/** The gradient of the map: that of the largest goes to the first tap that has it. (before, along, behind). */
export function givenBack(tape: Tape, { taps, largest, gradient }: Pooled, along: Along): string {
  const { sizes, stride, kernel, output } = along;
  const [before, , behind] = sizes;
  let rest = gradient;
  const given = taps.slice(0, -1).map((tap) => {
    const share = tape.op('Mul', [rest, isZero(tape, tape.op('Sub', [tap, largest]))]);
    rest = tape.op('Sub', [rest, share]);
    return share;
  });
  const shifts = Math.floor((kernel - 1) / stride);
  const moved = [...given, rest].map((value, tap) => {
    const shift = Math.floor(tap / stride);
    return shifts === 0 ? value : tape.op('Pad', [value, tape.ints([0, shift, 0, 0, shifts - shift, 0])]);
  });
  const places = [before, output + shifts, behind];
  const sums = Array.from({ length: stride }, (_, phase) => {
    const parts = moved.filter((_, tap) => tap % stride === phase);
    if (parts.length === 0) return tape.op('ConstantOfShape', [tape.ints(places)]);
    return tape.add(parts);
  });
  return fit(tape, interleave(tape, sums, places), along);
}

/** 1 where a number of at most 0 is 0 (or above −1e-38), 0 elsewhere. */
const isZero = (tape: Tape, x: string): string =>
  tape.op('HardSigmoid', [x], { alpha: { float: 1e38 }, beta: { float: 1 } });

/** The first of each, the second of each, and so on along the axis. */
function interleave(tape: Tape, parts: readonly string[], [before = 1, length = 1, behind = 1]: number[]): string {
  if (parts.length === 1) return parts[0] ?? '';
  const single = parts.map((part) => tape.reshape(part, [before, length, 1, behind]));
  return tape.reshape(tape.op('Concat', single, { axis: 2 }), [before, length * parts.length, behind]);
}

/** Cuts the padding off, and puts zeros where no window was. */
function fit(tape: Tape, map: string, { sizes, kernel, stride, begin, output }: Along): string {
  const [, length] = sizes;
  const reached = (output + Math.floor((kernel - 1) / stride)) * stride;
  const missing = Math.max(0, begin + length - reached);
  const whole = missing > 0 ? tape.op('Pad', [map, tape.ints([0, 0, 0, 0, missing, 0])]) : map;
  if (begin === 0 && reached <= length) return whole;
  return tape.op('Slice', [whole, tape.ints([begin]), tape.ints([begin + length]), tape.ints([1])]);
}
