import { overlapOf, type Box } from '../../../core/box.ts';
import { assign } from '../../../evaluation/assignment.ts';

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
