import { boxHeight, boxWidth } from '../../core/box.ts';
import type { Landmarks, Point } from '../../core/face.ts';
import type { FaceLabel } from './windows.ts';

/** How far faces with landmarks are turned besides standing as they are, degrees counter-clockwise, as ports of the paper have it. */
export const TURNS = [5, -5] as const;

/** A square part of a photograph, turned about its middle. */
export interface TurnedPart {
  /** Its upper left corner before it is turned, whole pixels; it may lie outside the photograph. */
  readonly x: number;
  readonly y: number;
  /** Pixels, an even number. */
  readonly side: number;
  /** Counter-clockwise. */
  readonly degrees: number;
}

/** So many times the longer side of a face: windows on it fit in, and what is black after the turn lies outside them. */
const PART_SIDE = 3;

/** The part of a photograph around a face that is to be turned, and the face as the turned part shows it. */
export function turnFace(
  { box, landmarks }: FaceLabel,
  degrees: number,
): { readonly part: TurnedPart; readonly face: FaceLabel } {
  const [width, height] = [boxWidth(box), boxHeight(box)];
  const half = Math.ceil((PART_SIDE / 2) * Math.max(width, height));
  const middle = { x: box.x1 + width / 2, y: box.y1 + height / 2 };
  const part = { x: Math.round(middle.x) - half, y: Math.round(middle.y) - half, side: 2 * half, degrees };
  const { x, y } = turnPoint(middle, part);
  return {
    part,
    face: {
      // The box keeps its size: faces are labelled by upright boxes.
      box: { x1: x - width / 2, y1: y - height / 2, x2: x + width / 2, y2: y + height / 2 },
      landmarks: landmarks?.map((point) => turnPoint(point, part)) as Landmarks | undefined,
    },
  };
}

/** Where a point of the photograph is in the turned part. */
function turnPoint(point: Point, { x, y, side, degrees }: TurnedPart): Point {
  const [cos, sin] = cosAndSin(degrees);
  const [dx, dy] = [point.x - x - side / 2, point.y - y - side / 2];
  return { x: side / 2 + cos * dx + sin * dy, y: side / 2 - sin * dx + cos * dy };
}

/** From pixels of the turned part to those of the photograph, as `warpAffine` takes it: pixel 0 has its middle at 0. */
export function mapToPhotograph({
  x,
  y,
  side,
  degrees,
}: TurnedPart): readonly [number, number, number, number, number, number] {
  const [cos, sin] = cosAndSin(degrees);
  const middle = (side - 1) / 2;
  return [cos, -sin, x + middle * (1 - cos + sin), sin, cos, y + middle * (1 - sin - cos)];
}

const cosAndSin = (degrees: number): readonly [number, number] => {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
};
