import type { Landmarks, Point } from '../../../src/core/face.ts';

type Coordinates = readonly [x: number, y: number];

/** Landmarks from the coordinates of both eyes, the nose and both corners of the mouth. */
export const landmarksOf = (
  ...[left, right, nose, leftMouth, rightMouth]: readonly [
    Coordinates,
    Coordinates,
    Coordinates,
    Coordinates,
    Coordinates,
  ]
): Landmarks => [pointOf(left), pointOf(right), pointOf(nose), pointOf(leftMouth), pointOf(rightMouth)];

const pointOf = ([x, y]: Coordinates): Point => ({ x, y });
