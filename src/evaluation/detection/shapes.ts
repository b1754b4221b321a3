import type { Ellipse, Rectangle } from '../../dataset/face-annotations/annotations.ts';

/** Width and height of an image, pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The pixels of a convex shape inside an image: of each row from `top` the first and the last column; last < first where it has none. */
export interface PixelRows {
  readonly top: number;
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Pixels in all rows. */
  readonly area: number;
}

/**
 * The pixels of an ellipse in an image. As FDDB's evaluation draws it, centre and half axes are cut to whole pixels; a pixel belongs to the shape
 * where its middle is inside, or less than half a pixel outside along the row.
 */
export function ellipseRows({ major, minor, angle, x, y }: Ellipse, image: Extent): PixelRows {
  const [a, b, cx, cy] = [major, minor, x, y].map(Math.trunc) as [number, number, number, number];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // (dx, dy) is inside where p·dx² + 2q·dx·dy + r·dy² ≤ 1.
  const [ia, ib] = [1 / Math.max(a, 0.5) ** 2, 1 / Math.max(b, 0.5) ** 2];
  const p = cos * cos * ia + sin * sin * ib;
  const q = cos * sin * (ia - ib);
  const r = sin * sin * ia + cos * cos * ib;
  const reach = Math.floor(Math.sqrt(p / (p * r - q * q)) + 0.5);
  return rowsOf([cy - reach, cy + reach], image, (row) => {
    const dy = row - cy;
    const root = Math.sqrt(Math.max(0, q * q * dy * dy - p * (r * dy * dy - 1)));
    return [Math.round(cx + (-q * dy - root) / p), Math.round(cx + (-q * dy + root) / p)];
  });
}

/** The smallest rectangle around an ellipse. */
export function boundsOf({ major, minor, angle, x, y }: Ellipse): Rectangle {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [across, down] = [Math.hypot(major * cos, minor * sin), Math.hypot(major * sin, minor * cos)];
  return { x: x - across, y: y - down, width: 2 * across, height: 2 * down };
}

/** The pixels of a rectangle in an image, its corners cut to whole pixels and both included. */
export function rectangleRows({ x, y, width, height }: Rectangle, image: Extent): PixelRows {
  const [left, top, right, bottom] = [x, y, x + width, y + height].map(Math.trunc) as [number, number, number, number];
  return rowsOf([top, bottom], image, () => [left, right]);
}

function rowsOf(
  [from, to]: readonly [number, number],
  { width, height }: Extent,
  span: (row: number) => readonly [number, number],
): PixelRows {
  const top = Math.max(0, from);
  const count = Math.max(0, Math.min(height - 1, to) - top + 1);
  const [first, last] = [new Int32Array(count), new Int32Array(count)];
  let area = 0;
  for (let i = 0; i < count; i++) {
    const [left, right] = span(top + i);
    first[i] = Math.max(0, left);
    last[i] = Math.min(width - 1, right);
    area += Math.max(0, (last[i] ?? 0) - (first[i] ?? 0) + 1);
  }
  return { top, first, last, area };
}

/** Pixels of both shapes over pixels of either; 0 where there are none. */
export function overlapOfRows(a: PixelRows, b: PixelRows): number {
  let shared = 0;
  const end = Math.min(a.top + a.first.length, b.top + b.first.length);
  for (let row = Math.max(a.top, b.top); row < end; row++) {
    const left = Math.max(a.first[row - a.top] ?? 0, b.first[row - b.top] ?? 0);
    const right = Math.min(a.last[row - a.top] ?? -1, b.last[row - b.top] ?? -1);
    if (right >= left) shared += right - left + 1;
  }
  return shared === 0 ? 0 : shared / (a.area + b.area - shared);
}
