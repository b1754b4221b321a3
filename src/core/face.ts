import type { Box } from './box.ts';

/** A point in pixels of the original image. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Left eye, right eye, nose, left mouth corner, right mouth corner, as the image shows them (not as the person has them). */
export type Landmarks = readonly [Point, Point, Point, Point, Point];

/** A detected face: its box, the detector's score in [0, 1], and five landmarks where the detector finds them. */
export interface Face {
  readonly box: Box;
  readonly score: number;
  readonly landmarks?: Landmarks | undefined;
  /** By how many degrees clockwise the image must be turned for the face to stand upright, where the detector had to turn it. */
  readonly turn?: 90 | 180 | 270 | undefined;
}
