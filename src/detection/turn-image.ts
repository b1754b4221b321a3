import type { Box } from '../core/box.ts';
import type { Face, Landmarks, Point } from '../core/face.ts';
import type { RgbImage } from '../core/image.ts';

/** By how many degrees, clockwise. */
export type Turn = NonNullable<Face['turn']>;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The image turned clockwise. */
export function turnImage(image: RgbImage, turn: Turn): RgbImage {
  const { width, height } = turn === 180 ? image : { width: image.height, height: image.width };
  const data = new Uint8Array(image.data.length);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const { x: fromX, y: fromY } = backwards({ x, y }, turn, { width: image.width - 1, height: image.height - 1 });
      const from = (fromY * image.width + fromX) * 3;
      data[to] = image.data[from] ?? 0;
      data[to + 1] = image.data[from + 1] ?? 0;
      data[to + 2] = image.data[from + 2] ?? 0;
    }
  }
  return { width, height, data };
}

/** A face that was found in the turned image, in pixels of the image as it is. */
export function turnBack({ box, landmarks, ...face }: Face, turn: Turn, image: Size): Face {
  // Landmarks count the middle of a pixel as its place, boxes its edges.
  const last = { width: image.width - 1, height: image.height - 1 };
  const back = (point: Point): Point => backwards(point, turn, last);
  const [a, b] = [
    { x: box.x1, y: box.y1 },
    { x: box.x2, y: box.y2 },
  ].map((corner) => backwards(corner, turn, image));
  return {
    ...face,
    box: boxAround(a as Point, b as Point),
    landmarks: landmarks?.map(back) as Landmarks | undefined,
    turn,
  };
}

/** The face of a turned crop, turned likewise with the box that was cut out: their places to each other stay. */
export function turnForwards({ box, landmarks }: { box: Box; landmarks: Landmarks }, turn: Turn) {
  const opposite = (360 - turn) as Turn;
  const forwards =
    (shift: number) =>
    (point: Point): Point =>
      backwards(point, opposite, { width: -shift, height: -shift });
  const [a, b] = [
    { x: box.x1, y: box.y1 },
    { x: box.x2, y: box.y2 },
  ].map(forwards(0));
  return { box: boxAround(a as Point, b as Point), landmarks: landmarks.map(forwards(1)) as unknown as Landmarks };
}

/** Where a point of the turned image lies in the image, whose sides in these coordinates are `width` and `height`. */
function backwards({ x, y }: Point, turn: Turn, { width, height }: Size): Point {
  if (turn === 90) return { x: y, y: height - x };
  if (turn === 180) return { x: width - x, y: height - y };
  return { x: width - y, y: x };
}

const boxAround = (a: Point, b: Point): Box => ({
  x1: Math.min(a.x, b.x),
  y1: Math.min(a.y, b.y),
  x2: Math.max(a.x, b.x),
  y2: Math.max(a.y, b.y),
});
