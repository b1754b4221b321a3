/**
 * An axis-aligned rectangle in pixels of the original image. x grows to the right, y downwards; the pixel (0, 0) covers
 * [0, 1) × [0, 1). Corners may be fractional and may lie outside the image.
 */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Width x2 − x1, without the +1 that parts of MTCNN add. */
export const boxWidth = (box: Box): number => box.x2 - box.x1;

/** Height y2 − y1, without the +1 that parts of MTCNN add. */
export const boxHeight = (box: Box): number => box.y2 - box.y1;

/** Area without the +1; negative sides count as they are. */
export const boxArea = (box: Box): number => boxWidth(box) * boxHeight(box);

/** Area that two boxes share over the area of both together: 0 to 1. */
export function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (boxArea(a) + boxArea(b) - shared);
}
