import type { Box } from '../core/box.ts';
import type { Candidate } from './candidates.ts';
import { overlapWithBorders } from './overlap.ts';

/** Intersection over union from which boxes vote together. */
const LEAST_OVERLAP = 0.5;

/**
 * Box voting: all boxes that overlap the best one enough become one, their mean weighted by the scores, with the best score; and again with what is
 * left. A box that nobody else saw is dropped, as the authors' program does.
 */
export function vote(candidates: readonly Candidate[], most: number): Candidate[] {
  let left = candidates.toSorted((a, b) => b.score - a.score);
  const faces: Candidate[] = [];
  while (left.length > 0 && faces.length < most) {
    const [best] = left;
    if (!best) break;
    const isIn = left.map((each) => each === best || overlapWithBorders(each.box, best.box) >= LEAST_OVERLAP);
    const group = left.filter((_, i) => isIn[i]);
    if (group.length > 1) faces.push({ box: weightedMean(group), score: best.score });
    left = left.filter((_, i) => !isIn[i]);
  }
  return faces;
}

function weightedMean(group: readonly Candidate[]): Box {
  const total = group.reduce((sum, { score }) => sum + score, 0);
  const mean = (side: keyof Box): number => group.reduce((sum, { box, score }) => sum + score * box[side], 0) / total;
  return { x1: mean('x1'), y1: mean('y1'), x2: mean('x2'), y2: mean('y2') };
}
