import type { Box } from '../core/box.ts';
import type { Face } from '../core/face.ts';

/** Candidates that are compared: the best. Both numbers are OpenCV's. */
const MOST_CANDIDATES = 5000;
const MOST_OVERLAP = 0.3;

/**
 * Non-maximum suppression, best first; of equal scores the earlier one wins. Boxes are compared in whole pixels, as `NMSBoxes` gets
 * them from OpenCV's detector.
 */
export function suppressFaces(faces: readonly Face[]): Face[] {
  const ranked = faces.toSorted((a, b) => b.score - a.score).slice(0, MOST_CANDIDATES);
  const kept: { readonly face: Face; readonly box: Rectangle }[] = [];
  for (const face of ranked) {
    const box = wholePixels(face.box);
    if (kept.every((better) => overlap(better.box, box) <= MOST_OVERLAP)) kept.push({ face, box });
  }
  return kept.map(({ face }) => face);
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const wholePixels = ({ x1, y1, x2, y2 }: Box): Rectangle => ({
  x: Math.trunc(x1),
  y: Math.trunc(y1),
  width: Math.trunc(x2 - x1),
  height: Math.trunc(y2 - y1),
});

/** Intersection over union. */
function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}
