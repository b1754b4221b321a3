import type { Corners, FaceEntry } from '../../../src/dataset/alignment-record.ts';
import { largestDifference } from '../largest-difference.ts';

/** A face as reference files hold it. */
export interface ReferenceFace {
  readonly box: readonly [number, number, number, number];
  readonly score: number;
  readonly landmarks: readonly (readonly [number, number])[];
}

/** How far found faces are from those of a reference. */
export interface Agreement {
  readonly sameFaces: boolean;
  /** Largest distance of a corner or a landmark along an axis. */
  readonly pixels: number;
  readonly score: number;
  /** Smallest intersection over union of a pair. */
  readonly iou: number;
}

/** Pairs every reference face with the found face that overlaps it most. */
export function compareFaces(found: readonly FaceEntry[], expected: readonly ReferenceFace[]): Agreement {
  const pairs = expected.map((face) => {
    const best = found.toSorted((a, b) => iou(b.box, face.box) - iou(a.box, face.box))[0];
    return { face, best };
  });
  const numbers = pairs.map(({ face, best }) => {
    if (!best) return { pixels: Infinity, score: 1, iou: 0 };
    return {
      pixels: largestDifference([...best.box, ...best.landmarks.flat()], [...face.box, ...face.landmarks.flat()]),
      score: Math.abs(best.score - face.score),
      iou: iou(best.box, face.box),
    };
  });
  const distinct = new Set(pairs.map(({ best }) => best)).size;
  return {
    sameFaces: found.length === expected.length && distinct === expected.length,
    pixels: Math.max(0, ...numbers.map((n) => n.pixels)),
    score: Math.max(0, ...numbers.map((n) => n.score)),
    iou: Math.min(1, ...numbers.map((n) => n.iou)),
  };
}

function iou(a: Readonly<Corners>, b: Readonly<Corners>): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = ([x1, y1, x2, y2]: Readonly<Corners>) => (x2 - x1) * (y2 - y1);
  return (width * height) / (area(a) + area(b) - width * height);
}
