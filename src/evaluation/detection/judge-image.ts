import type { Detection, Rectangle } from '../../dataset/face-annotations/annotations.ts';

/** Intersection over union from which a detection shows a face. */
const LEAST_OVERLAP = 0.5;

/**
 * What a detection is: `found` a face first, found one `again` (which counts as false), shows an `ignored` face (which counts as nothing),
 * or is `false`.
 */
export type Verdict = 'found' | 'again' | 'ignored' | 'false';

/** An image of WIDER FACE's protocol. */
export interface DetectedImage {
  /** All labelled faces. */
  readonly faces: readonly Rectangle[];
  /** Of each face, whether the setting counts it. */
  readonly counted: readonly boolean[];
  readonly detections: readonly Detection[];
}

export interface JudgedImage {
  /** The highest score first; of equal scores in the order in which they came. */
  readonly detections: readonly (Detection & { readonly verdict: Verdict })[];
  /** Of each face, whether it is counted and was found. */
  readonly found: readonly boolean[];
}

/** Judges the detections of an image, the highest score first, each by the face that it overlaps most (of several the first). */
export function judgeImage({ faces, counted, detections }: DetectedImage): JudgedImage {
  const found = faces.map(() => false);
  const judge = (detection: Detection): Verdict => {
    const { face, overlap } = nearestFace(detection, faces);
    if (overlap < LEAST_OVERLAP) return 'false';
    if (counted[face] !== true) return 'ignored';
    if (found[face] === true) return 'again';
    found[face] = true;
    return 'found';
  };
  const ranked = detections.toSorted((a, b) => b.score - a.score);
  return { detections: ranked.map((detection) => ({ ...detection, verdict: judge(detection) })), found };
}

function nearestFace(detection: Rectangle, faces: readonly Rectangle[]): { face: number; overlap: number } {
  let nearest = { face: -1, overlap: -1 };
  for (const [face, box] of faces.entries()) {
    const overlap = overlapOf(detection, box);
    if (overlap > nearest.overlap) nearest = { face, overlap };
  }
  return nearest;
}

/** Intersection over union of boxes whose sides count one pixel more, as the benchmark's own program has it. */
function overlapOf(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) + 1;
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) + 1;
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / ((a.width + 1) * (a.height + 1) + (b.width + 1) * (b.height + 1) - shared);
}
