import type { Box } from '../../core/box.ts';
import { movedBy } from '../../srn/anchors.ts';
import { overlapWithBorders } from '../../srn/overlap.ts';
import type { Matching } from './choices.ts';
import { anchorCount, type LevelGrid } from './anchor-grid.ts';

/** A face of an image that is trained on. Both border pixels belong to the box. */
export interface TrainingFace {
  readonly box: Box;
  /** What shows it is neither an example of a face nor of none. */
  readonly ignored: boolean;
}

/** Intersection over union with a face: from `positive` on an anchor shows it, below `negative` it shows none; between them it does not count. */
export interface MatchRule {
  readonly negative: number;
  readonly positive: number;
}

/** Of the first step, which is strict, and of the second. */
export const MATCH: Readonly<Record<1 | 2, MatchRule>> = {
  1: { negative: 0.3, positive: 0.7 },
  2: { negative: 0.4, positive: 0.5 },
};

/** An anchor that overlaps a face less shows it in no case. */
const LEAST_OVERLAP = 0.3;

/** For each anchor the face that it overlaps most, and for each face such an anchor. */
export interface Matches {
  /** Intersection over union; 0 where there is none. */
  readonly overlaps: Float64Array;
  /** Index of the face; −1 where there is none. */
  readonly faces: Int32Array;
  /** Index of the anchor that overlaps a face most; −1 where none does by 0.3. */
  readonly anchors: Int32Array;
}

/** Matches all anchors with the faces of an image. Of equal overlaps the first face counts. */
export function matchAnchors(grids: readonly LevelGrid[], faces: readonly TrainingFace[]): Matches {
  const count = anchorCount(grids);
  const matches = {
    ...{ overlaps: new Float64Array(count), faces: new Int32Array(count).fill(-1) },
    ...{ anchors: new Int32Array(faces.length).fill(-1), most: new Float64Array(faces.length).fill(LEAST_OVERLAP) },
  };
  for (const grid of grids)
    for (const [face, { box }] of faces.entries())
      for (const [i, anchor] of grid.first.entries())
        matchPlaces(matches, { grid, anchor, start: grid.start + i * grid.rows * grid.columns, box, face });
  return matches;
}

interface Places {
  readonly grid: LevelGrid;
  readonly anchor: Box;
  /** Of the anchor at the first place. */
  readonly start: number;
  readonly box: Box;
  readonly face: number;
}

/** Looks at the places alone whose anchor meets the face. */
function matchPlaces(
  { overlaps, faces, anchors, most }: Matches & { readonly most: Float64Array },
  { grid, anchor, start, box, face }: Places,
): void {
  const { stride, rows, columns } = grid;
  const [left, right] = range([box.x1 - anchor.x2, box.x2 - anchor.x1], stride, columns);
  const [top, bottom] = range([box.y1 - anchor.y2, box.y2 - anchor.y1], stride, rows);
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) {
      const overlap = overlapWithBorders(movedBy(anchor, column * stride, row * stride), box);
      const place = start + row * columns + column;
      if (overlap > (most[face] ?? 0)) {
        most[face] = overlap;
        anchors[face] = place;
      }
      if (overlap <= (overlaps[place] ?? 0)) continue;
      overlaps[place] = overlap;
      faces[place] = face;
    }
}

/** The places whose shift lies between two, border pixels included. */
const range = ([from, to]: readonly [number, number], stride: number, places: number): readonly [number, number] => [
  Math.max(0, Math.ceil((from - 1) / stride)),
  Math.min(places - 1, Math.floor((to + 1) / stride)),
];

/** Of all anchors: 1 of one that shows a face, 0 of one that shows none, −1 of one that does not count. */
export function labelsOf(
  { overlaps, faces: best, anchors }: Matches,
  faces: readonly TrainingFace[],
  { rule, matching }: { readonly rule: MatchRule; readonly matching: Matching },
): Float32Array {
  const labels = Float32Array.from(overlaps, (overlap, i) => labelOf(overlap, faces[best[i] ?? -1], rule));
  if (matching === 'paper') return labels;
  for (const anchor of anchors) if (faces[best[anchor] ?? -1]?.ignored === false) labels[anchor] = 1;
  return labels;
}

/** 1 of an anchor that shows a face, 0 of one that shows none, −1 of one that does not count. */
export function labelOf(
  overlap: number,
  face: TrainingFace | undefined,
  { negative, positive }: MatchRule,
): 1 | 0 | -1 {
  if (overlap < negative) return 0;
  return overlap >= positive && face?.ignored === false ? 1 : -1;
}
