import type { Detection, Ellipse } from '../../dataset/face-annotations/annotations.ts';
import { bestAssignment } from './best-assignment.ts';
import { ellipseRows, overlapOfRows, rectangleRows, type Extent } from './shapes.ts';

/** An image of FDDB's protocol. */
export interface FddbImage {
  readonly faces: readonly Ellipse[];
  readonly detections: readonly Detection[];
  /** Size of the image, in whose pixels shapes are compared. */
  readonly extent: Extent;
}

/** What the detections with a score of `score` or more are worth. */
export interface FddbPoint {
  readonly score: number;
  /** Detections that match no face with more than half of their union. */
  readonly falsePositives: number;
  /** Share of the faces that are matched with more than half of their union: the discrete score. */
  readonly discrete: number;
  /** Sum of the overlaps of all matches, over the faces: the continuous score. */
  readonly continuous: number;
}

/** FDDB's two ROC curves, the highest score first. */
export interface FddbCurve {
  readonly faces: number;
  readonly points: readonly FddbPoint[];
}

/** A pair counts as a found face above this intersection over union. */
const LEAST_OVERLAP = 0.5;

/**
 * FDDB's protocol (Jain and Learned-Miller 2010): at every score, detections and ellipses of each image are matched one to one so that the sum of
 * their overlaps is largest.
 */
export function evaluateFddb(images: readonly FddbImage[]): FddbCurve {
  const faces = images.reduce((sum, image) => sum + image.faces.length, 0);
  const changes = images.flatMap((image) => [...changesOf(image)]).sort((a, b) => b.score - a.score);
  const sums = { detections: 0, matched: 0, overlap: 0 };
  const points: FddbPoint[] = [];
  for (const [i, { score, detections, matched, overlap }] of changes.entries()) {
    sums.detections += detections;
    sums.matched += matched;
    sums.overlap += overlap;
    // Detections of one score are accepted together.
    if (changes[i + 1]?.score === score) continue;
    points.push({
      score,
      falsePositives: sums.detections - sums.matched,
      discrete: sums.matched / faces,
      continuous: sums.overlap / faces,
    });
  }
  return { faces, points };
}

/** By how much the numbers of an image change where its detections of one score come in. */
interface Change {
  readonly score: number;
  readonly detections: number;
  readonly matched: number;
  readonly overlap: number;
}

function* changesOf(image: FddbImage): Generator<Change> {
  const ranked = image.detections.toSorted((a, b) => b.score - a.score);
  const overlaps = overlapsOf({ ...image, detections: ranked });
  let before = { detections: 0, matched: 0, overlap: 0 };
  for (const [i, { score }] of ranked.entries()) {
    if (ranked[i + 1]?.score === score) continue;
    const now = { detections: i + 1, ...matchesOf(overlaps.slice(0, i + 1)) };
    yield {
      score,
      detections: now.detections - before.detections,
      matched: now.matched - before.matched,
      overlap: now.overlap - before.overlap,
    };
    before = now;
  }
}

/** Of each detection with each face: intersection over union. */
function overlapsOf({ faces, detections, extent }: FddbImage): number[][] {
  const shapes = faces.map((face) => ellipseRows(face, extent));
  return detections.map((each) => shapes.map((shape) => overlapOfRows(rectangleRows(each, extent), shape)));
}

/** What the detections of an image, all together, miss and make up. */
export interface FddbErrors {
  readonly missed: readonly Ellipse[];
  readonly falseDetections: readonly Detection[];
}

/** Faces without a detection that is matched with them, and has more than half of their union; and detections without such a face. */
export function errorsOf(image: FddbImage): FddbErrors {
  const overlaps = overlapsOf(image);
  const faceOf = bestAssignment(overlaps).map((face, detection) =>
    (overlaps[detection]?.[face] ?? 0) > LEAST_OVERLAP ? face : -1,
  );
  const found = new Set(faceOf);
  return {
    missed: image.faces.filter((_, face) => !found.has(face)),
    falseDetections: image.detections.filter((_, detection) => (faceOf[detection] ?? -1) < 0),
  };
}

function matchesOf(overlaps: readonly (readonly number[])[]): { matched: number; overlap: number } {
  const pairs = bestAssignment(overlaps).map((face, detection) => overlaps[detection]?.[face] ?? 0);
  return {
    matched: pairs.filter((overlap) => overlap > LEAST_OVERLAP).length,
    overlap: pairs.reduce((sum, overlap) => sum + overlap, 0),
  };
}

/** The last point of the curve with at most so many false positives; undefined where there is none. */
export const pointAt = ({ points }: FddbCurve, falsePositives: number): FddbPoint | undefined =>
  points.findLast((point) => point.falsePositives <= falsePositives);
