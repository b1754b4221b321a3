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
