import { overlapOf, type Box } from '../core/box.ts';

/** Intersection over union of boxes to which both border pixels belong. */
export const overlapWithBorders = (a: Box, b: Box): number => overlapOf(withBorders(a), withBorders(b));

const withBorders = ({ x1, y1, x2, y2 }: Box): Box => ({ x1, y1, x2: x2 + 1, y2: y2 + 1 });
