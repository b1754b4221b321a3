import { boxHeight, boxWidth, type Box } from '../core/box.ts';
import type { Candidate, Regression } from './candidate.ts';

/** Moves the corners of a box by fractions of its size. The P-Net's fractions are of x2 − x1. */
export const calibrateProposal = ({ box, regression }: Candidate): Box =>
  moveCorners(box, regression, boxWidth(box), boxHeight(box));

/** The R-Net's and the O-Net's fractions are of x2 − x1 + 1. Source: `bbreg` of `detect_face.py`. */
export const calibrate = ({ box, regression }: Candidate): Box =>
  moveCorners(box, regression, boxWidth(box) + 1, boxHeight(box) + 1);

const moveCorners = (box: Box, by: Regression, width: number, height: number): Box => ({
  x1: box.x1 + by.x1 * width,
  y1: box.y1 + by.y1 * height,
  x2: box.x2 + by.x2 * width,
  y2: box.y2 + by.y2 * height,
});

/** The square around the centre of a box with its longer side, in whole pixels. Source: `rerec`, then `np.fix`. */
export function squarePixels(box: Box): Box {
  const [width, height] = [boxWidth(box), boxHeight(box)];
  const side = Math.max(width, height);
  const x1 = box.x1 + width * 0.5 - side * 0.5;
  const y1 = box.y1 + height * 0.5 - side * 0.5;
  return {
    x1: Math.trunc(x1),
    y1: Math.trunc(y1),
    x2: Math.trunc(x1 + side),
    y2: Math.trunc(y1 + side),
  };
}
