import { boxArea, type Box } from '../../../core/box.ts';
import { assign } from '../../../gallery/decide/assignment.ts';

/** Area that two boxes share over the area of both together: 0 to 1. */
export function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (boxArea(a) + boxArea(b) - shared);
}

/** Boxes that share less are not of one face. */
const LEAST_OVERLAP = 0.2;

/**
 * Which of the boxes that were found is which of those that were expected: all together share as much area as they can.
 *
 * @returns for each expected box the place of the found one, or undefined
 */
export function matchBoxes(expected: readonly Box[], found: readonly Box[]): (number | undefined)[] {
  if (expected.length === 0) return [];
  const costs = expected.map((box) => [
    ...found.map((other) => {
      const overlap = overlapOf(box, other);
      return overlap < LEAST_OVERLAP ? NEVER : 1 - overlap;
    }),
    // Nothing was found of it: it shares nothing.
    ...expected.map(() => 1),
  ]);
  return assign(costs).map((column) => (column < found.length ? column : undefined));
}

/** Dearer than that nothing was found of either. */
const NEVER = 4;
