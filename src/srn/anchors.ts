import type { Box } from '../core/box.ts';
import { roundHalfToEven } from '../image/resize/round-half-to-even.ts';

/** Height over width of a face. */
const ASPECT = 1.25;
/** Sizes of the anchors in strides: 2 and 2√2, as the authors' code writes it. */
const SCALES = [2, 2.828427] as const;

/**
 * The anchors at the first place of a level; those of another place lie as many strides away. Corners as the authors count them: both border pixels
 * belong to the box.
 *
 * Source: `generate_anchors.py`, which rounds width and height half to even: 142.5 at stride 128 is 142.
 */
export function anchorsAt(stride: number): readonly [Box, Box] {
  const width = roundHalfToEven(Math.sqrt((stride * stride) / ASPECT));
  const height = roundHalfToEven(width * ASPECT);
  const centre = (stride - 1) / 2;
  const anchor = (scale: number): Box => {
    const [x, y] = [(width * scale - 1) / 2, (height * scale - 1) / 2];
    return { x1: centre - x, y1: centre - y, x2: centre + x, y2: centre + y };
  };
  return [anchor(SCALES[0]), anchor(SCALES[1])];
}

/** A box moved by four numbers: the centre by shares of its sides, the sides by factors whose logarithms they are. Sides are x2 − x1 here. */
export function moved({ x1, y1, x2, y2 }: Box, deltas: Float32Array, at: number): Box {
  const [width, height] = [x2 - x1, y2 - y1];
  const x = x1 + width / 2 + (deltas[at] ?? 0) * width;
  const y = y1 + height / 2 + (deltas[at + 1] ?? 0) * height;
  const [halfWidth, halfHeight] = [
    (width * Math.exp(deltas[at + 2] ?? 0)) / 2,
    (height * Math.exp(deltas[at + 3] ?? 0)) / 2,
  ];
  return { x1: x - halfWidth, y1: y - halfHeight, x2: x + halfWidth, y2: y + halfHeight };
}

export const movedBy = (box: Box, dx: number, dy: number): Box => ({
  ...{ x1: box.x1 + dx, y1: box.y1 + dy },
  ...{ x2: box.x2 + dx, y2: box.y2 + dy },
});
