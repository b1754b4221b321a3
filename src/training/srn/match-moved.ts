import type { Tape } from '../../tensor/training/tape/tape.ts';
import type { MatchRule } from './match.ts';

/** What a step is to say of anchors: names of values (batch, anchors, 1) and (batch, anchors, 4). */
export interface Wanted {
  /** 1 of a face, 0 of none, −1 of what does not count. */
  readonly labels: string;
  /** dx, dy, dw, dh. Where the label is not 1 they may be no numbers. */
  readonly targets: string;
}

export interface MovedAnchors {
  /** x1, y1, x2, y2 of each. */
  readonly anchors: Float32Array;
  /** How the first step has moved them: name of (batch, anchors, 4). No gradient flows back from the match. */
  readonly deltas: string;
  /** Name of (batch, faces, 5): x1, y1, x2, y2, ignored. */
  readonly faces: string;
  readonly rule: MatchRule;
}

/**
 * Selective two-step regression: labels and targets of anchors where the first step has moved them. It is part of the graph, so that a step is one run: there are few
 * such anchors.
 */
export function matchMoved(tape: Tape, { anchors, deltas, faces, rule }: MovedAnchors): Wanted {
  const moved = moveAnchors(tape, anchors, deltas);
  const overlaps = overlapsOf(tape, moved, faces);
  const best = tape.op('ReduceMax', [overlaps], { axes: [2], keepdims: 1 });
  const places = tape.op('ArgMax', [overlaps], { axis: 2, keepdims: 1 });
  const matched = tape.op('GatherND', [faces, places], { batch_dims: 1 });
  const counts = tape.op('Less', [column(tape, matched, 4), tape.constant(0.5)]);
  const shows = tape.op('And', [tape.op('GreaterOrEqual', [best, tape.constant(rule.positive)]), counts]);
  const none = tape.op('Less', [best, tape.constant(rule.negative)]);
  const [one, zero, minus] = [tape.constant(1), tape.constant(0), tape.constant(-1)];
  return {
    labels: tape.op('Where', [shows, one, tape.op('Where', [none, zero, minus])]),
    targets: deltasOf(tape, moved, centred(tape, matched)),
  };
}

/** Names of values of one number a box. */
interface Centred {
  readonly x: string;
  readonly y: string;
  readonly width: string;
  readonly height: string;
}

const column = (tape: Tape, boxes: string, i: number): string =>
  tape.op('Slice', [boxes, tape.ints([i]), tape.ints([i + 1]), tape.ints([2])]);

function moveAnchors(tape: Tape, anchors: Float32Array, deltas: string): Centred {
  const count = anchors.length / 4;
  const of = (number: (x1: number, y1: number, x2: number, y2: number) => number): string => {
    const data = Float32Array.from({ length: count }, (_, i) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = anchors.subarray(4 * i, 4 * i + 4);
      return number(x1, y1, x2, y2);
    });
    return tape.floats([1, count, 1], data);
  };
  const [width, height] = [of((x1, _y, x2) => x2 - x1), of((_x, y1, _x2, y2) => y2 - y1)];
  const [x, y] = [of((x1, _y, x2) => (x1 + x2) / 2), of((_x, y1, _x2, y2) => (y1 + y2) / 2)];
  const shifted = (centre: string, size: string, i: number): string =>
    tape.op('Add', [centre, tape.op('Mul', [column(tape, deltas, i), size])]);
  const scaled = (size: string, i: number): string => tape.op('Mul', [size, tape.op('Exp', [column(tape, deltas, i)])]);
  return { x: shifted(x, width, 0), y: shifted(y, height, 1), width: scaled(width, 2), height: scaled(height, 3) };
}

function centred(tape: Tape, boxes: string): Centred {
  const [x1 = '', y1 = '', x2 = '', y2 = ''] = [0, 1, 2, 3].map((i) => column(tape, boxes, i));
  const middle = (a: string, b: string): string => tape.op('Mul', [tape.op('Add', [a, b]), tape.constant(0.5)]);
  return {
    ...{ x: middle(x1, x2), y: middle(y1, y2) },
    ...{ width: tape.op('Sub', [x2, x1]), height: tape.op('Sub', [y2, y1]) },
  };
}

function deltasOf(tape: Tape, from: Centred, to: Centred): string {
  const shift = (axis: 'x' | 'y', size: 'width' | 'height'): string =>
    tape.op('Div', [tape.op('Sub', [to[axis], from[axis]]), from[size]]);
  const growth = (size: 'width' | 'height'): string => tape.op('Log', [tape.op('Div', [to[size], from[size]])]);
  const parts = [shift('x', 'width'), shift('y', 'height'), growth('width'), growth('height')];
  return tape.op('Concat', parts, { axis: 2 });
}

/** Intersection over union of each anchor with each face: (batch, anchors, faces). Both border pixels belong to a box. */
function overlapsOf(tape: Tape, { x, y, width, height }: Centred, faces: string): string {
  const across = [0, 1, 2, 3].map((i) => tape.op('Transpose', [column(tape, faces, i)], { perm: [0, 2, 1] }));
  const [fx1 = '', fy1 = '', fx2 = '', fy2 = ''] = across;
  const [half, one] = [tape.constant(0.5), tape.constant(1)];
  const length = (from: string, to: string): string => tape.op('Add', [tape.op('Sub', [to, from]), one]);
  const shared = (centre: string, size: string, [from, to]: readonly [string, string]): string => {
    const reach = tape.op('Mul', [size, half]);
    const start = tape.op('Max', [tape.op('Sub', [centre, reach]), from]);
    const end = tape.op('Min', [tape.op('Add', [centre, reach]), to]);
    return tape.op('Max', [length(start, end), tape.constant(0)]);
  };
  const both = tape.op('Mul', [shared(x, width, [fx1, fx2]), shared(y, height, [fy1, fy2])]);
  const own = tape.op('Mul', [tape.op('Add', [width, one]), tape.op('Add', [height, one])]);
  const areas = tape.op('Mul', [length(fx1, fx2), length(fy1, fy2)]);
  return tape.op('Div', [both, tape.op('Sub', [tape.op('Add', [own, areas]), both])]);
}
